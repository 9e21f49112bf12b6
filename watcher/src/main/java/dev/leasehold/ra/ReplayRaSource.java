package dev.leasehold.ra;

import dev.leasehold.wire.PcapFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** {@link RaSource#replay}. Emits neither {@code Listening} nor {@code Lost}: a file is neither. */
final class ReplayRaSource implements RaSource {
  private final String interfaceName;
  private final List<Path> files;
  private volatile boolean closed;

  ReplayRaSource(String interfaceName, List<Path> files) {
    this.interfaceName = interfaceName;
    this.files = List.copyOf(files);
  }

  @Override
  public void run(Consumer<? super RaEvent> events) throws IOException {
    AdvertisementProcessing processing = new AdvertisementProcessing(interfaceName, events);
    for (Path path : files) {
      PcapFile file = PcapFile.read(path);
      for (PcapFile.Captured packet : file.packets()) {
        if (closed) {
          return;
        }
        processing.process(packet.at(), file.link(), packet.frame());
      }
    }
  }

  /** Does nothing: what was captured was captured. */
  @Override
  public void solicit() {}

  @Override
  public void close() {
    closed = true;
  }
}
