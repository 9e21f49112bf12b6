import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rewrites the jars of folders, in place, so that an ahead-of-time cache of JDK 25 can hold their
 * classes. Usage: {@code java PlainCode.java FOLDER ...}; what a class refers to is in the same
 * folder, or in the JDK.
 *
 * <ul>
 *   <li>What javac leaves to be made at run time in our own classes, for a switch over types and for
 *       the equals and hashCode of a record, becomes code of the class itself. A cache holds what
 *       lambdas are made of, but not these: in a process that lives for 60 ms, half of the time went
 *       to making them.
 *   <li>Classes that were compiled for Java 5 get the stack maps of later ones: a cache holds none
 *       that the old verifier has to check.
 *   <li>Signatures go: a cache holds no class of a signed jar.
 * </ul>
 */
final class PlainCode {
  private static final String OURS = "/dev/leasehold/";
  private static final Pattern SIGNATURE = Pattern.compile("/META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

  private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
  private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final MethodTypeDesc EQUALS = MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object);
  private static final MethodTypeDesc HASH = MethodTypeDesc.of(CD_int, CD_Object);

  private PlainCode() {}

  public static void main(String[] arguments) throws IOException {
    for (String folder : arguments) {
      rewrite(Path.of(folder));
    }
  }

  private static void rewrite(Path folder) throws IOException {
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    // All is read before any is written: an open loader cannot read a jar that changes.
    Map<Path, Map<String, byte[]>> changes = new LinkedHashMap<>();
    try (URLClassLoader loader = new URLClassLoader(urls)) {
      for (Path jar : jars) {
        changes.put(jar, changes(jar, loader));
      }
    }
    for (Path jar : jars) {
      write(jar, changes.get(jar));
    }
  }

  /** What becomes of entries of a jar; nothing is left of those without bytes. */
  private static Map<String, byte[]> changes(Path jar, ClassLoader loader) throws IOException {
    ClassFile classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .cached()));
    Map<String, byte[]> changes = new LinkedHashMap<>();
    try (FileSystem entries = FileSystems.newFileSystem(jar);
        Stream<Path> files = Files.walk(entries.getPath("/"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.toString();
        if (SIGNATURE.matcher(name).matches()) {
          changes.put(name, new byte[0]);
        } else if (name.endsWith(".class") && !name.endsWith("module-info.class")) {
          byte[] bytes = Files.readAllBytes(file);
          byte[] rewritten = name.startsWith(OURS) ? plain(bytes, classFile) : bytes;
          rewritten = isOld(rewritten) ? renewed(rewritten, classFile) : rewritten;
          if (rewritten != bytes) {
            changes.put(name, rewritten);
          }
        }
      }
    }
    return changes;
  }

  private static void write(Path jar, Map<String, byte[]> changes) throws IOException {
    if (changes.isEmpty()) {
      return;
    }
    try (FileSystem entries = FileSystems.newFileSystem(jar)) {
      for (Map.Entry<String, byte[]> change : changes.entrySet()) {
        Path file = entries.getPath(change.getKey());
        if (change.getValue().length == 0) {
          Files.delete(file);
        } else {
          Files.write(file, change.getValue());
        }
      }
    }
  }

  private static boolean isOld(byte[] bytes) {
    int major = (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
    return major < ClassFile.JAVA_6_VERSION;
  }

  /** Of Java 8: with stack maps, which that version requires. */
  private static byte[] renewed(byte[] bytes, ClassFile classFile) {
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          } else {
            builder.with(element);
          }
        };
    return classFile
        .withOptions(ClassFile.StackMapsOption.GENERATE_STACK_MAPS)
        .transformClass(
            classFile.parse(bytes), version.andThen(ClassTransform.transformingMethodBodies(CodeBuilder::with)));
  }

  private static byte[] plain(byte[] bytes, ClassFile classFile) {
    ClassModel model = classFile.parse(bytes);
    List<Consumer<ClassBuilder>> methods = new ArrayList<>();
    CodeTransform code = (builder, element) -> replace(model, builder, element, methods);
    ClassTransform transform =
        ClassTransform.transformingMethodBodies(code)
            .andThen(ClassTransform.endHandler(b -> methods.forEach(method -> method.accept(b))));
    byte[] rewritten = classFile.transformClass(model, transform);
    return methods.isEmpty() ? bytes : rewritten;
  }

  private static void replace(
      ClassModel model, CodeBuilder builder, CodeElement element, List<Consumer<ClassBuilder>> to) {
    if (!(element instanceof InvokeDynamicInstruction call)) {
      builder.with(element);
      return;
    }
    Consumer<CodeBuilder> body = body(call, model.thisClass().asSymbol());
    if (body == null) {
      builder.with(element);
      return;
    }
    String name = call.name().stringValue() + "$plain" + to.size();
    MethodTypeDesc type = call.typeSymbol();
    boolean isInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
    int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
    to.add(b -> b.withMethodBody(name, type, flags, body));
    builder.invokestatic(model.thisClass().asSymbol(), name, type, isInterface);
  }

  /** The code of a method that does what the call would; null where it is to stay. */
  private static Consumer<CodeBuilder> body(InvokeDynamicInstruction call, ClassDesc type) {
    DirectMethodHandleDesc bootstrap = call.bootstrapMethod();
    List<ConstantDesc> arguments = call.bootstrapArgs();
    if (bootstrap.owner().equals(SWITCHES)
        && bootstrap.methodName().equals("typeSwitch")
        && arguments.stream().allMatch(ClassDesc.class::isInstance)) {
      return code -> typeSwitch(code, arguments);
    }
    if (!bootstrap.owner().equals(RECORDS)) {
      return null;
    }
    List<DirectMethodHandleDesc> fields =
        arguments.stream()
            .skip(2)
            .map(field -> (DirectMethodHandleDesc) (MethodHandleDesc) field)
            .toList();
    return switch (call.name().stringValue()) {
      case "equals" -> code -> equals(code, type, fields);
      case "hashCode" -> code -> hashCode(code, type, fields);
      default -> null;
    };
  }

  /** The first label from the second argument on that the first is an instance of. */
  private static void typeSwitch(CodeBuilder code, List<ConstantDesc> labels) {
    code.aload(0).ifThen(Opcode.IFNULL, b -> b.loadConstant(-1).ireturn());
    for (int i = 0; i < labels.size(); i++) {
      int index = i;
      Label next = code.newLabel();
      code.iload(1).loadConstant(index).if_icmpgt(next);
      code.aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next);
      code.loadConstant(index).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  private static void equals(
      CodeBuilder code, ClassDesc type, List<DirectMethodHandleDesc> fields) {
    Label differ = code.newLabel();
    Label other = code.newLabel();
    code.aload(0).aload(1).if_acmpne(other).iconst_1().ireturn().labelBinding(other);
    code.aload(1).instanceOf(type).ifeq(differ);
    code.aload(1).checkcast(type).astore(2);
    for (DirectMethodHandleDesc field : fields) {
      ClassDesc component = field.invocationType().returnType();
      code.aload(0).getfield(type, field.methodName(), component);
      code.aload(2).getfield(type, field.methodName(), component);
      if (!component.isPrimitive()) {
        code.invokestatic(OBJECTS, "equals", EQUALS).ifeq(differ);
      } else if (TypeKind.from(component).asLoadable() == TypeKind.INT) {
        code.if_icmpne(differ);
      } else {
        MethodTypeDesc compare = MethodTypeDesc.of(CD_int, component, component);
        code.invokestatic(boxOf(component), "compare", compare).ifne(differ);
      }
    }
    code.iconst_1().ireturn().labelBinding(differ).iconst_0().ireturn();
  }

  private static void hashCode(
      CodeBuilder code, ClassDesc type, List<DirectMethodHandleDesc> fields) {
    code.iconst_0();
    for (DirectMethodHandleDesc field : fields) {
      ClassDesc component = field.invocationType().returnType();
      code.loadConstant(31).imul();
      code.aload(0).getfield(type, field.methodName(), component);
      if (component.isPrimitive()) {
        code.invokestatic(boxOf(component), "hashCode", MethodTypeDesc.of(CD_int, component));
      } else {
        code.invokestatic(OBJECTS, "hashCode", HASH);
      }
      code.iadd();
    }
    code.ireturn();
  }

  private static ClassDesc boxOf(ClassDesc primitive) {
    return switch (primitive.displayName()) {
      case "int" -> ClassDesc.of("java.lang.Integer");
      case "char" -> ClassDesc.of("java.lang.Character");
      default -> {
        String name = primitive.displayName();
        yield ClassDesc.of("java.lang." + Character.toUpperCase(name.charAt(0)) + name.substring(1));
      }
    };
  }
}
