package dev.leasehold.yaml;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** What the plain reader reads, the engine reads in the same way. */
class PlainYamlFuzzTest {
  @FuzzTest
  void readsAsTheEngineDoes(byte[] input) {
    PlainTrees.isReadAsTheEngineDoes(new String(input, StandardCharsets.UTF_8));
  }
}
