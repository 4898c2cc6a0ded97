package dev.serai.traces;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** https://www.w3.org/TR/trace-context/#traceparent-header, to the letter. */
class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void aValidOneIsTakenApart() {
        TraceContext trace = TraceContext.of(PARENT, "congo=t61rcWkgMzE,rojo=1");
        assertThat(trace.traceId()).isEqualTo(TRACE);
        assertThat(trace.spanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(trace.sampled()).isTrue();
        assertThat(trace.parent()).isEqualTo(PARENT);
        assertThat(trace.state()).isEqualTo("congo=t61rcWkgMzE,rojo=1");
        assertThat(TraceContext.of("00-" + TRACE + "-00f067aa0ba902b7-02", null).sampled())
                .isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
            })
    void anythingElseIsNone(String parent) {
        assertThat(TraceContext.of(parent, "congo=t61rcWkgMzE")).isNull();
    }

    @Test
    void aStateThatCanNotBePassedOnIsLeftOut() {
        assertThat(TraceContext.of(PARENT, "a".repeat(512)).state()).hasSize(512);
        assertThat(TraceContext.of(PARENT, "a".repeat(513)).state()).isNull();
        assertThat(TraceContext.of(PARENT, "a=1\r\nx-evil: 1").state()).isNull();
        assertThat(TraceContext.of(PARENT, "a=ü").state()).isNull();
        assertThat(TraceContext.of(PARENT, " ").state()).isNull();
    }

    @Test
    void anotherSpanOfTheSameTraceKeepsItsState() {
        TraceContext next = TraceContext.of(PARENT, "congo=1").at("b7ad6b7169203331", false);
        assertThat(next.parent()).isEqualTo("00-" + TRACE + "-b7ad6b7169203331-00");
        assertThat(next.state()).isEqualTo("congo=1");
        assertThat(next.sampled()).isFalse();
    }
}
