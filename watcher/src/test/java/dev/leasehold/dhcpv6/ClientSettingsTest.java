package dev.leasehold.dhcpv6;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientSettingsTest {
  @Test
  void acceptBetween1And64Ias() {
    assertEquals(64, settings(64).ias().size());
    assertThrows(IllegalArgumentException.class, () -> settings(0));
    assertThrows(IllegalArgumentException.class, () -> settings(65));
  }

  @Test
  void rejectADuplicateIaid() {
    IaRequest request = new IaRequest(7, 56);
    List<IaRequest> twice = List.of(request, request);
    assertThrows(
        IllegalArgumentException.class, () -> new ClientSettings(Conversation.CLIENT, twice));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "4294967295, 128"})
  void acceptAnyValidIaidAndLength(long iaid, int length) {
    assertEquals(length, new IaRequest(iaid, length).requestedPrefixLength());
  }

  @ParameterizedTest
  @CsvSource({"-1, 56", "4294967296, 56", "7, 0", "7, 129"})
  void rejectAnyOtherIaidAndLength(long iaid, int length) {
    assertThrows(IllegalArgumentException.class, () -> new IaRequest(iaid, length));
  }

  private static ClientSettings settings(int ias) {
    return new ClientSettings(
        Conversation.CLIENT,
        LongStream.range(0, ias).mapToObj(iaid -> new IaRequest(iaid, 56)).toList());
  }
}
