package dev.serai.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.Settings;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceSettingsTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    @Test
    void withoutAnEndpointNothingIsLookedAt() {
        Settings settings = Settings.only(Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "OTEL_TRACES_SAMPLER", "x"));
        assertThat(TraceSettings.of(settings)).isNull();
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void allOfThem() {
        Settings settings = Settings.only(Map.of(
                ENDPOINT,
                "https://collector.example:4318/otlp/",
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                "http/protobuf",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=Basic%20YTpi, x-tenant=a+b==",
                "OTEL_SERVICE_NAME",
                "gate",
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.name=other,deployment.environment.name=live",
                "OTEL_TRACES_SAMPLER",
                "parentbased_traceidratio",
                "OTEL_TRACES_SAMPLER_ARG",
                "0.25"));
        TraceSettings traces = TraceSettings.of(settings);
        assertThat(settings.problems()).isEmpty();
        assertThat(traces.endpoint()).isEqualTo(URI.create("https://collector.example:4318/otlp/v1/traces"));
        assertThat(traces.headers()).isEqualTo(Map.of("authorization", "Basic YTpi", "x-tenant", "a+b=="));
        assertThat(traces.serviceName()).isEqualTo("gate");
        assertThat(traces.resource()).containsEntry("deployment.environment.name", "live");
        assertThat(traces.sampler().getDescription()).contains("ParentBased", "0.25");
        assertThat(traces.toString()).doesNotContain("YTpi");
    }

    @Test
    void theServiceIsNamedByItsAttributesToo() {
        assertThat(TraceSettings.of(Settings.only(Map.of(ENDPOINT, "http://c:4318")))
                        .serviceName())
                .isEqualTo("serai");
        assertThat(TraceSettings.of(Settings.only(
                                Map.of(ENDPOINT, "http://c:4318", "OTEL_RESOURCE_ATTRIBUTES", "service.name=named")))
                        .serviceName())
                .isEqualTo("named");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OTEL_EXPORTER_OTLP_PROTOCOL | grpc | \"grpc\" is not spoken here: leave it out, or set http/protobuf",
                "OTEL_EXPORTER_OTLP_PROTOCOL | http/json | \"http/json\" is not spoken here",
                "OTEL_TRACES_SAMPLER | parentbased_always | \"parentbased_always\" is none of always_on, always_off",
                "OTEL_RESOURCE_ATTRIBUTES | live | is not a list such as name=value",
                "OTEL_EXPORTER_OTLP_HEADERS | hush-hush | is not a list such as name=value",
                "OTEL_EXPORTER_OTLP_HEADERS | host=hush-hush | has a header that can't be sent",
                "OTEL_EXPORTER_OTLP_HEADERS | a=%zzhush-hush | is not a list such as name=value",
            })
    void whatIsWrongIsSaidWithoutASecret(String variable, String value, String message) {
        assertThat(problems(Map.of(variable, value))).singleElement().satisfies(problem -> assertThat(
                        problem.toString())
                .contains(variable, message)
                .doesNotContain("hush"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-0.1", "half", "NaN"})
    void aRatioIsFrom0To1(String ratio) {
        assertThat(problems(Map.of("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", ratio)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("is not a number from 0 to 1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "collector:4318",
                "ftp://collector",
                "http://",
                "http://user:hush@collector:4318",
                "http://collector?key=hush",
                "http://col lector",
                "grpc://collector:4317"
            })
    void anEndpointIsAUrlWithoutCredentials(String endpoint) {
        assertThat(problems(Map.of(ENDPOINT, endpoint))).singleElement().satisfies(problem -> assertThat(
                        problem.toString())
                .contains(ENDPOINT, "http://collector:4318")
                .doesNotContain("hush"));
    }

    private static List<ConfigurationProblem> problems(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of(ENDPOINT, "http://collector:4318"));
        all.putAll(variables);
        Settings settings = Settings.only(all);
        TraceSettings.of(settings);
        return settings.problems();
    }
}
