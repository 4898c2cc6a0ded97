package dev.serai.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpanQueueTest {
    /** Takes nothing before it is told to. */
    private static final class Stuck implements SpanExporter {
        private final CompletableResultCode first = new CompletableResultCode();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return first;
        }

        @Override
        public CompletableResultCode flush() {
            return first;
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    void whatFindsNoRoomIsDroppedAndCounted() {
        Stuck collector = new Stuck();
        SpanQueue queue = new SpanQueue(collector);
        SdkTracerProvider spans =
                SdkTracerProvider.builder().addSpanProcessor(queue).build();
        for (int i = 0; i < SpanQueue.MOST + 10; i++) {
            spans.get("test").spanBuilder("one").startSpan().end();
        }
        assertThat(queue.dropped()).isEqualTo(10);
        assertThat(queue.waiting()).isEqualTo(SpanQueue.MOST);
        collector.first.succeed();
        spans.shutdown().join(30, TimeUnit.SECONDS);
        assertThat(queue.sent()).isEqualTo(SpanQueue.MOST);
        assertThat(queue.waiting()).isZero();
        assertThat(queue.failed()).isZero();
    }
}
