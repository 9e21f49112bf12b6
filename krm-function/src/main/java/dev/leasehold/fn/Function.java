package dev.leasehold.fn;

import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.ResourceList;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The function from the bytes that came to what is printed. */
final class Function {
  /** What to print, what to say on standard error, and how to exit. */
  record Result(int exitCode, String output, List<String> messages) {}

  private Function() {}

  static Result run(byte[] input) {
    try {
      // Strict: a replaced character would be a changed file.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString();
      ResourceList list = ResourceList.parse(text);
      Rendering rendering = Renderer.render(list.items(), list.functionConfig());
      String output = list.write(rendering.documents(), rendering.findings());
      return new Result(
          rendering.failed() ? 1 : 0,
          output,
          rendering.errors().stream().map(Finding::toString).toList());
    } catch (CharacterCodingException e) {
      return failed("standard input is not UTF-8");
    } catch (FieldException e) {
      return failed(e.finding().toString());
    }
  }

  private static Result failed(String message) {
    return new Result(1, "", List.of("leasehold-fn: " + message + "; nothing was changed"));
  }
}
