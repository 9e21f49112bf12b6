package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/**
 * Writes only the trees along the changed paths. Every other folder keeps its id, and the cost does
 * not grow with the repository.
 */
final class TreeEdit {
  private final ObjectReader reader;
  private final ObjectInserter inserter;

  TreeEdit(ObjectReader reader, ObjectInserter inserter) {
    this.reader = reader;
    this.inserter = inserter;
  }

  /** A path of the change is taken by an entry that the watcher must not replace. */
  static final class TakenException extends Exception {
    TakenException(String path, String by) {
      super("cannot change " + path + ": the branch has " + by + " of that name");
    }
  }

  /**
   * Creates the tree with the change.
   *
   * @param folder the folder that the paths of the change are relative to; empty for the root
   * @return the id of the new root; the id of the old root if the change has no effect
   */
  ObjectId apply(ObjectId root, String folder, Proposal.Change change)
      throws IOException, TakenException {
    String below = folder.isEmpty() ? "" : folder + "/";
    Folder all = new Folder("");
    change.writes().forEach((path, content) -> all.add(below + path, content));
    change.deletes().forEach(path -> all.add(below + path, null));
    ObjectId edited = edit(root, all);
    return edited == null ? inserter.insert(new TreeFormatter()) : edited;
  }

  /** The changes in one folder; null content is a deletion. */
  private static final class Folder {
    final String prefix;
    final Map<String, byte @Nullable []> files = new HashMap<>();
    final Map<String, Folder> folders = new HashMap<>();

    Folder(String prefix) {
      this.prefix = prefix;
    }

    void add(String path, byte @Nullable [] content) {
      int slash = path.indexOf('/');
      if (slash < 0) {
        files.put(path, content);
      } else {
        String name = path.substring(0, slash);
        folders
            .computeIfAbsent(name, n -> new Folder(prefix + n + "/"))
            .add(path.substring(slash + 1), content);
      }
    }
  }

  private record Item(FileMode mode, ObjectId id) {
    boolean isFile() {
      return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
    }

    String what() {
      if (FileMode.TREE.equals(mode)) {
        return "a folder";
      }
      if (FileMode.GITLINK.equals(mode)) {
        return "a submodule";
      }
      return FileMode.SYMLINK.equals(mode) ? "a link" : "a file";
    }
  }

  /**
   * Edits one folder and its subfolders with changes.
   *
   * @param tree the tree of the folder; null if the folder does not exist
   * @return null if the folder is empty afterwards
   */
  private @Nullable ObjectId edit(@Nullable ObjectId tree, Folder wanted)
      throws IOException, TakenException {
    // Git names are bytes. Latin-1 maps each byte to one character without loss.
    Map<String, Item> items = tree == null ? new HashMap<>() : items(tree);
    boolean changed = false;
    for (var file : wanted.files.entrySet()) {
      String path = wanted.prefix + file.getKey();
      String name = latin1(file.getKey());
      Item before = items.get(name);
      if (before != null && !before.isFile()) {
        throw new TakenException(path, before.what());
      }
      byte[] content = file.getValue();
      if (content == null) {
        changed |= items.remove(name) != null;
      } else {
        ObjectId blob = inserter.insert(Constants.OBJ_BLOB, content);
        FileMode mode = before == null ? FileMode.REGULAR_FILE : before.mode;
        if (before == null || !before.id.equals(blob)) {
          items.put(name, new Item(mode, blob));
          changed = true;
        }
      }
    }
    for (var folder : wanted.folders.entrySet()) {
      String name = latin1(folder.getKey());
      Item before = items.get(name);
      if (before != null && !FileMode.TREE.equals(before.mode)) {
        throw new TakenException(folder.getValue().prefix, before.what());
      }
      ObjectId edited = edit(before == null ? null : before.id, folder.getValue());
      if (edited == null) {
        changed |= items.remove(name) != null;
      } else if (before == null || !before.id.equals(edited)) {
        items.put(name, new Item(FileMode.TREE, edited));
        changed = true;
      }
    }
    if (!changed) {
      return tree;
    }
    return items.isEmpty() ? null : write(items);
  }

  private Map<String, Item> items(ObjectId tree) throws IOException {
    Map<String, Item> items = new HashMap<>();
    CanonicalTreeParser parser = new CanonicalTreeParser(null, reader, tree);
    for (; !parser.eof(); parser.next()) {
      byte[] name = new byte[parser.getNameLength()];
      parser.getName(name, 0);
      items.put(
          new String(name, ISO_8859_1),
          new Item(parser.getEntryFileMode(), parser.getEntryObjectId()));
    }
    return items;
  }

  private ObjectId write(Map<String, Item> items) throws IOException {
    // Git sorts a folder as if its name ended with a slash.
    TreeMap<String, Map.Entry<String, Item>> sorted = new TreeMap<>(Comparator.naturalOrder());
    for (var item : items.entrySet()) {
      boolean folder = FileMode.TREE.equals(item.getValue().mode);
      sorted.put(folder ? item.getKey() + "/" : item.getKey(), item);
    }
    TreeFormatter formatter = new TreeFormatter();
    for (var item : sorted.values()) {
      formatter.append(
          item.getKey().getBytes(ISO_8859_1), item.getValue().mode, item.getValue().id);
    }
    return inserter.insert(formatter);
  }

  private static String latin1(String name) {
    return new String(name.getBytes(UTF_8), ISO_8859_1);
  }
}
