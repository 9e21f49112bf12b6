import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ModuleDesc;
import java.lang.constant.PackageDesc;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes one open module of a program and its libraries, few of which are modules, so that jlink
 * takes them: {@code java OneModule.java NAME JAR FOLDER MODULES REQUIRED ...} makes JAR of the jars
 * in FOLDER but those that are in MODULES as modules of their own, which then export all that they
 * have. REQUIRED are the modules of the JDK that it uses.
 *
 * <p>In a module, what looks up services has to say so, and a provider has to be named: both are
 * taken from the module-info of the libraries, from META-INF/services and from the calls of
 * ServiceLoader. Licences and notices go to META-INF/legal.
 */
final class OneModule {
  private static final Pattern LEGAL =
      Pattern.compile("(META-INF/)?(about|license|licence|notice|copying)[^/]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d+)/(.*)");
  private static final String SERVICES = "META-INF/services/";
  private static final String MODULE_INFO = "module-info.class";
  private static final String CLASS = ".class";

  /** What classes look up that get the service from their caller, by their internal names. */
  private static final Map<String, String> TOLD =
      Map.of(
          "com/fasterxml/jackson/databind/ObjectMapper$2",
          "com.fasterxml.jackson.databind.Module",
          "com/fasterxml/jackson/databind/cfg/MapperBuilder$1",
          "com.fasterxml.jackson.databind.Module");

  /** What the module has: a name in it, and the bytes. */
  private final Map<String, byte[]> entries = new TreeMap<>();

  private final Map<String, Set<String>> providers = new TreeMap<>();
  private final Set<String> uses = new TreeSet<>();

  private OneModule() {}

  public static void main(String[] arguments) throws IOException {
    String name = arguments[0];
    Path output = Path.of(arguments[1]);
    Path modules = Path.of(arguments[3]);
    Set<String> required = new TreeSet<>(List.of(arguments).subList(4, arguments.length));
    ModuleFinder others = ModuleFinder.of(modules);
    Set<String> theirs =
        others.findAll().stream()
            .flatMap(module -> module.descriptor().packages().stream())
            .collect(Collectors.toSet());
    OneModule one = new OneModule();
    for (Path jar : jars(Path.of(arguments[2]))) {
      one.add(jar, theirs);
    }
    for (ModuleReference other : others.findAll()) {
      required.add(other.descriptor().name());
      export(Path.of(other.location().orElseThrow()), other.descriptor());
    }
    one.write(name, output, required);
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private void add(Path jar, Set<String> theirs) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Map<String, Integer> versions = new TreeMap<>();
    try (FileSystem system = FileSystems.newFileSystem(jar);
        Stream<Path> paths = Files.walk(system.getPath("/"))) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        Matcher versioned = VERSIONED.matcher(path.toString().substring(1));
        int version = versioned.matches() ? Integer.parseInt(versioned.group(1)) : 0;
        String name = version == 0 ? path.toString().substring(1) : versioned.group(2);
        if (version <= Runtime.version().feature() && version >= versions.getOrDefault(name, 0)) {
          versions.put(name, version);
          files.put(name, Files.readAllBytes(path));
        }
      }
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      add(jar.getFileName().toString(), file.getKey(), file.getValue(), theirs);
    }
  }

  private void add(String jar, String name, byte[] bytes, Set<String> theirs) {
    if (name.equals(MODULE_INFO)) {
      ModuleDescriptor descriptor = descriptor(bytes);
      uses.addAll(descriptor.uses());
      descriptor.provides().forEach(p -> provide(p.service(), p.providers()));
    } else if (LEGAL.matcher(name).matches()) {
      entries.put("META-INF/legal/" + jar + "/" + name.replace("META-INF/", ""), bytes);
    } else if (name.startsWith(SERVICES)) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      provide(
          name.substring(SERVICES.length()),
          text.lines().map(line -> line.replaceAll("#.*", "").strip()).filter(l -> !l.isEmpty()).toList());
    } else if (!name.startsWith("META-INF/") && !theirs.contains(packageOf(name))) {
      entries.putIfAbsent(name, bytes);
      if (name.endsWith(CLASS)) {
        addUses(ClassFile.of().parse(bytes));
      }
    }
  }

  private static ModuleDescriptor descriptor(byte[] moduleInfo) {
    try {
      return ModuleDescriptor.read(new ByteArrayInputStream(moduleInfo));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void provide(String service, List<String> names) {
    uses.add(service);
    providers.computeIfAbsent(service, s -> new LinkedHashSet<>()).addAll(names);
  }

  /**
   * The class that each call of ServiceLoader.load is given. Where the call does not name it, a
   * parameter of a method say, it is one of those that its class names elsewhere.
   */
  private void addUses(ClassModel type) {
    for (MethodModel method : type.methods()) {
      ClassDesc last = null;
      for (CodeElement element : code(method)) {
        if (element instanceof ConstantInstruction constant
            && constant.constantValue() instanceof ClassDesc named) {
          last = named;
        } else if (element instanceof InvokeInstruction call && loadsServices(call)) {
          String name = type.thisClass().asInternalName();
          if (last != null) {
            addUse(last);
          } else if (TOLD.containsKey(name)) {
            uses.add(TOLD.get(name));
          } else if (classesNamedIn(type).isEmpty()) {
            throw new IllegalStateException(
                name
                    + " looks up services of a class that it does not name; tell OneModule which");
          } else {
            classesNamedIn(type).forEach(this::addUse);
          }
        }
      }
    }
  }

  private static List<CodeElement> code(MethodModel method) {
    return method.code().map(CodeModel::elementList).orElse(List.of());
  }

  private static boolean loadsServices(InvokeInstruction call) {
    return call.owner().asInternalName().equals("java/util/ServiceLoader")
        && call.name().stringValue().startsWith("load");
  }

  private static List<ClassDesc> classesNamedIn(ClassModel type) {
    return type.methods().stream()
        .flatMap(method -> code(method).stream())
        .flatMap(
            element ->
                element instanceof ConstantInstruction constant
                        && constant.constantValue() instanceof ClassDesc named
                    ? Stream.of(named)
                    : Stream.empty())
        .toList();
  }

  private void addUse(ClassDesc service) {
    if (service.isClassOrInterface()) {
      uses.add(service.packageName() + "." + service.displayName());
    }
  }

  private static String packageOf(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash).replace('/', '.');
  }

  /** Whether a class of that name is in the module or one that it requires. */
  private boolean isThere(String type, Set<String> required) {
    String file = type.replace('.', '/') + CLASS;
    return entries.containsKey(file)
        || required.stream()
            .flatMap(name -> ModuleFinder.ofSystem().find(name).stream())
            .anyMatch(module -> module.descriptor().packages().contains(packageOf(file)));
  }

  /** What it would provide to java.base, file systems and ciphers, it asks of no service. */
  private void write(String name, Path output, Set<String> required) throws IOException {
    Set<String> withBase = new TreeSet<>(required);
    withBase.add("java.base");
    byte[] moduleInfo =
        ClassFile.of()
            .buildModule(
                ModuleAttribute.of(
                    ModuleDesc.of(name),
                    module -> {
                      module.moduleFlags(AccessFlag.OPEN);
                      module.requires(ModuleDesc.of("java.base"), List.of(AccessFlag.MANDATED), null);
                      required.forEach(r -> module.requires(ModuleDesc.of(r), List.of(), null));
                      uses.stream()
                          .filter(service -> isThere(service, withBase))
                          .forEach(service -> module.uses(ClassDesc.of(service)));
                      providers.forEach(
                          (service, types) -> {
                            if (isThere(service, required)) {
                              module.provides(
                                  ClassDesc.of(service),
                                  types.stream().map(ClassDesc::of).toArray(ClassDesc[]::new));
                            }
                          });
                    }));
    entries.put(MODULE_INFO, moduleInfo);
    try (FileSystem jar = FileSystems.newFileSystem(output, Map.of("create", "true"))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        Path file = jar.getPath(entry.getKey());
        if (file.getParent() != null) {
          Files.createDirectories(file.getParent());
        }
        Files.write(file, entry.getValue());
      }
    }
  }

  /** Gives a module that exports nothing, being a program, all of its packages to export. */
  private static void export(Path jar, ModuleDescriptor module) throws IOException {
    if (!module.exports().isEmpty()) {
      return;
    }
    byte[] exporting =
        ClassFile.of()
            .buildModule(
                ModuleAttribute.of(
                    ModuleDesc.of(module.name()),
                    to -> {
                      // Sorted: the same sources give the same module.
                      module.requires().stream()
                          .sorted()
                          .filter(r -> !r.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                          .forEach(
                              r ->
                                  to.requires(
                                      ModuleDesc.of(r.name()),
                                      r.name().equals("java.base") ? List.of(AccessFlag.MANDATED) : List.of(),
                                      null));
                      module.packages().stream().sorted().forEach(p -> to.exports(PackageDesc.of(p), List.of()));
                    }));
    try (FileSystem entries = FileSystems.newFileSystem(jar)) {
      Files.write(entries.getPath(MODULE_INFO), exporting);
    }
  }
}
