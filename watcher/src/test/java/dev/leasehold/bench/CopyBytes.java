package dev.leasehold.bench;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/** Copies its input to its output: the minimal function in Java. */
final class CopyBytes {
  private CopyBytes() {}

  public static void main(String[] arguments) throws IOException {
    try (FileInputStream in = new FileInputStream(FileDescriptor.in);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write(in.readAllBytes());
    }
  }
}
