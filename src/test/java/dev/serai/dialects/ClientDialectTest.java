package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientDialectTest {

    @ParameterizedTest
    @EnumSource(ClientDialect.class)
    void isFoundByItsLabel(ClientDialect dialect) {
        assertThat(ClientDialect.of(dialect.label())).isSameAs(dialect);
    }

    @Test
    void whoeverSaysNothingSpeaksOpenAis() {
        assertThat(ClientDialect.of("")).isSameAs(ClientDialect.OPENAI);
    }

    @ParameterizedTest
    @EnumSource(ClientDialect.class)
    void whatKeepsAStreamAliveIsWhole(ClientDialect dialect) {
        assertThat(new String(dialect.keepAlive(), UTF_8)).endsWith("\n\n").isNotBlank();
    }

    @Test
    void aStreamOfNamedEventsHasNoOtherEnd() {
        assertThat(new String(ClientDialect.OPENAI.end(), UTF_8)).isEqualTo("data: [DONE]\n\n");
        assertThat(ClientDialect.MESSAGES.end()).isEmpty();
        assertThat(ClientDialect.RESPONSES.end()).isEmpty();
    }
}
