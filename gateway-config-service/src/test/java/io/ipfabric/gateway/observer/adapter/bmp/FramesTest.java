package io.ipfabric.gateway.observer.adapter.bmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ipfabric.gateway.observer.domain.bgp.Frames;
import io.ipfabric.gateway.observer.domain.bgp.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FramesTest {

    @RepeatedTest(20)
    void howeverTheBytesComeTheMessagesAreTheSame(RepetitionInfo run) throws MalformedMessageException {
        var random = new Random(run.getCurrentRepetition());
        var stream = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            Captured.sync().forEach(stream::writeBytes);
        }
        var bytes = stream.toByteArray();
        var frames = new Frames(BmpDecoder.HEADER_LENGTH, BmpDecoder::messageLength);
        var found = new ArrayList<byte[]>();

        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(run.getCurrentRepetition() * 300));
            frames.add(Arrays.copyOfRange(bytes, from, to));
            for (var next = frames.next(); next != null; next = frames.next()) {
                found.add(next);
            }
            from = to;
        }

        assertThat(found).hasSize(50 * Captured.sync().size());
        assertThat(found.subList(0, Captured.sync().size()))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(Captured.sync());
    }

    @Test
    void aLengthThatNoMessageHasIsRefusedBeforeAnythingIsKeptForIt() {
        for (var header : List.of(new byte[] {3, 0, 1, 0, 49, 0}, new byte[] {3, 0, 0, 0, 5, 0}, new byte[6])) {
            var frames = new Frames(BmpDecoder.HEADER_LENGTH, BmpDecoder::messageLength);
            frames.add(header);
            assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(frames::next);
        }
    }
}
