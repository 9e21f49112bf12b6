package dev.leasehold.krm;

/**
 * Bytes of a list.
 *
 * @param from its first byte
 * @param to the byte after its last
 * @param mentioned which of the input's words it mentions
 */
record ItemStretch(Input input, int from, int to, long mentioned) implements Stretch {
  @Override
  public String text() {
    return input.text(from, to);
  }

  @Override
  public String path() {
    return ItemPath.of(input, from, to);
  }

  @Override
  public String packagePath() {
    return ItemPath.packageOf(input, from, to);
  }

  @Override
  public boolean mentions(String word) {
    return input.mentions(word, from, to, mentioned);
  }

  @Override
  public boolean mentions(WordSet words) {
    return words.isIn(input.search(), mentioned, this);
  }

  @Override
  public void writeTo(Output out) {
    out.add(input.bytes(), from, to);
  }

  @Override
  public Stretch edited(String text) {
    Input edited = input.of(text);
    return new ItemStretch(edited, 0, edited.bytes().length, edited.words());
  }
}
