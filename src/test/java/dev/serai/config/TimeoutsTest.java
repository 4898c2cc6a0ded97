package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose time holds for a target. */
class TimeoutsTest {
    private static final String MAPPING = """
            model_mappings:
              model: {MODEL providers: {openai: {model: gpt-4o}, anthropic: {model: claude-3-5-sonnet-20241022 ENTRY}}, fallback_models: {error: [other]}}
              other: {providers: {openai: {model: gpt-4o}}}
            providers: {openai: {timeout: 30s}, anthropic: {PROVIDER}}
            """;

    @Test
    void withoutAnyTheDefaultsHold() {
        assertThat(times("", "", "")).isEqualTo(Timeouts.DEFAULT);
    }

    @Test
    void anEntryOutranksItsModelAndThatItsProvider() {
        Timeouts times = times(
                "connect_timeout: 1s, timeout: 10s, stream_idle_timeout: 20s, total_timeout: 30s",
                "timeout: 11s, stream_idle_timeout: 21s, total_timeout: 31s,",
                ", stream_idle_timeout: 22s");
        assertThat(times).isEqualTo(new Timeouts(seconds(1), seconds(11), seconds(11), seconds(22), seconds(31)));
    }

    @Test
    void aTimeoutIsToTheFirstEventUnlessItsOwnBlockSaysOtherwise() {
        assertThat(times("timeout: 10s, first_event_timeout: 2s", "", "").firstEvent())
                .isEqualTo(seconds(2));
        assertThat(times("first_event_timeout: 2s", "timeout: 10s,", "").firstEvent())
                .isEqualTo(seconds(10));
        assertThat(times("timeout: 10s", "first_event_timeout: 2s,", "").wholeAnswer())
                .isEqualTo(seconds(10));
    }

    @Test
    void aModelThatIsTurnedToHasItsOwnTimes() {
        ModelMapping mapping = mapping("", "timeout: 1s,", "");
        assertThat(mapping.model("other")
                        .orElseThrow()
                        .targets()
                        .get(0)
                        .timeouts()
                        .wholeAnswer())
                .isEqualTo(seconds(30));
    }

    @Test
    void aNativeCallHasTheTimesOfTheModelThatItNames() {
        ModelMapping mapping = mapping("", "total_timeout: 9s,", "");
        ProviderSettings provider = mapping.providers().get("anthropic");
        assertThat(mapping.ofProvider(provider, "claude-3-5-sonnet-20241022", Map.of())
                        .targets()
                        .get(0)
                        .timeouts()
                        .total())
                .isEqualTo(seconds(9));
    }

    private static Timeouts times(String provider, String model, String entry) {
        return mapping(provider, model, entry).model("model").orElseThrow().targets().stream()
                .filter(target -> target.provider().name().equals("anthropic"))
                .findFirst()
                .orElseThrow()
                .timeouts();
    }

    private static ModelMapping mapping(String provider, String model, String entry) {
        return Mappings.load(
                MAPPING.replace("PROVIDER", provider).replace("MODEL", model).replace("ENTRY", entry), Map.of());
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
