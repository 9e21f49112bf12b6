package dev.leasehold.fn;

import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Output;
import dev.leasehold.krm.ResourceList;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import dev.leasehold.render.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** The function, from the bytes of its input to its output. */
final class Function {
  /** What to print, what to say on standard error, and how to exit. */
  record Result(int exitCode, Output output, List<String> messages) {
    Result {
      messages = List.copyOf(messages);
    }
  }

  private Function() {}

  /** Prints nothing itself: the result holds all that is to be printed. */
  static Result run(byte[] input) {
    try {
      ResourceList list = ResourceList.parse(input, Vocabulary.WORDS);
      Subpackages packages = Subpackages.of(list.items());
      Rendering rendering = Renderer.render(packages.items(), list.functionConfig());
      Output output = list.write(packages.asTheyCame(rendering.documents()), rendering.findings());
      List<String> messages = new ArrayList<>();
      for (Finding error : rendering.errors()) {
        messages.add(error.toString());
      }
      return new Result(rendering.failed() ? 1 : 0, output, messages);
    } catch (FieldException e) {
      String message = "leasehold-fn: " + e.finding() + "; nothing was changed";
      return new Result(1, Output.nothing(), List.of(message));
    }
  }
}
