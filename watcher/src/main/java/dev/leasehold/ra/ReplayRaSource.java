package dev.leasehold.ra;

import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.wire.PcapFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@link RaSource#replay}. A file neither listens nor is lost, so the source emits no {@code
 * Listening} and no {@code Lost}.
 */
final class ReplayRaSource implements Source {
  private final Channel.Advertisements channel;
  private final Counters counters = new Counters();
  private final List<Path> files;
  private volatile boolean closed;

  ReplayRaSource(String interfaceName, List<Path> files) {
    this.channel = new Channel.Advertisements(interfaceName);
    this.files = List.copyOf(files);
  }

  @Override
  public void run(Consumer<? super SourceEvent> events) throws IOException {
    AdvertisementProcessing processing = new AdvertisementProcessing(channel, events, counters);
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

  /** Does nothing: a capture cannot answer. */
  @Override
  public void ask() {}

  @Override
  public SourceStatus status() {
    return new SourceStatus(SourceStatus.State.REPLAYING, "", counters.snapshot());
  }

  @Override
  public void close() {
    closed = true;
  }
}
