package dev.leasehold.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.LinkType;
import dev.leasehold.wire.Parsed;
import java.time.Instant;
import java.util.Arrays;

/** A frame is discarded or written back unchanged, and no frame causes an exception. */
class RouterAdvertisementFuzzTest {
  private static final AdvertisementProcessing PROCESSING =
      new AdvertisementProcessing(new Channel.Advertisements("eth0"), _ -> {}, new Counters());
  private static final int LONGEST = 0xffff;

  /** Uses the input as a frame of each link type, and as a message with a correct checksum. */
  @FuzzTest
  void writesWhatItReads(byte[] input) {
    Bytes bytes = Bytes.copyOf(input);
    for (LinkType link : LinkType.values()) {
      PROCESSING.process(Instant.EPOCH, link, bytes);
      if (Frame.parse(link, bytes) instanceof Parsed.Accepted<Frame>(Frame frame)) {
        assertWritesAsItCame(frame);
      }
    }
    if (input.length >= 4 && input.length <= LONGEST) {
      byte[] message = input.clone();
      message[0] = (byte) RouterAdvertisement.TYPE;
      Arrays.fill(message, 1, 4, (byte) 0);
      Frame frame =
          Frame.neighborDiscovery(RaFrames.ROUTER, RaFrames.ALL_NODES, Bytes.copyOf(message));
      PROCESSING.process(Instant.EPOCH, LinkType.ETHERNET, frame.ethernet(RaFrames.MAC));
      assertWritesAsItCame(frame);
    }
  }

  private static void assertWritesAsItCame(Frame frame) {
    if (RouterAdvertisement.parse(frame)
        instanceof Parsed.Accepted<RouterAdvertisement>(RouterAdvertisement read)) {
      Frame written = read.write(frame.source(), frame.destination());
      assertEquals(withoutChecksum(frame), withoutChecksum(written)); // 0 has two spellings
      assertEquals(new Parsed.Accepted<>(read), RouterAdvertisement.parse(written));
    }
  }

  private static Bytes withoutChecksum(Frame frame) {
    byte[] icmp = frame.icmp().toArray();
    Arrays.fill(icmp, 2, 4, (byte) 0);
    return Bytes.copyOf(icmp);
  }
}
