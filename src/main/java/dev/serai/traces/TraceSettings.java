package dev.serai.traces;

import dev.serai.config.Settings;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go, and which: the variables that OpenTelemetry's specification names
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). Immutable.
 *
 * @param endpoint that takes them
 * @param headers that go with them; secrets
 * @param resource what else is said of this process
 */
record TraceSettings(
        URI endpoint, Map<String, String> headers, String serviceName, Map<String, String> resource, Sampler sampler) {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
    private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private static final String RESOURCE = "OTEL_RESOURCE_ATTRIBUTES";
    private static final String SAMPLER = "OTEL_TRACES_SAMPLER";
    private static final String SAMPLER_ARGUMENT = "OTEL_TRACES_SAMPLER_ARG";

    private static final String HTTP_PROTOBUF = "http/protobuf";
    private static final String SERVICE_NAME = "service.name";
    private static final String PATH = "/v1/traces";

    private static final List<String> SAMPLERS = List.of(
            "always_on",
            "always_off",
            "traceidratio",
            "parentbased_always_on",
            "parentbased_always_off",
            "parentbased_traceidratio");

    /** Null where no endpoint is set, and then nothing else is looked at. Notes what is wrong in the settings' own list of problems. */
    static @Nullable TraceSettings of(Settings settings) {
        String endpoint = settings.text(ENDPOINT, "");
        if (endpoint.isEmpty()) {
            return null;
        }
        String protocol = settings.text(PROTOCOL, HTTP_PROTOBUF);
        if (!protocol.equals(HTTP_PROTOBUF)) {
            settings.problem(
                    PROTOCOL,
                    "\"" + protocol + "\" is not spoken here: leave it out, or set " + HTTP_PROTOBUF
                            + ", which collectors take at port 4318",
                    List.of(HTTP_PROTOBUF));
        }
        Map<String, String> resource = pairs(settings, RESOURCE);
        String serviceName =
                settings.text("OTEL_SERVICE_NAME").orElseGet(() -> resource.getOrDefault(SERVICE_NAME, "serai"));
        return new TraceSettings(
                address(settings, endpoint), headers(settings), serviceName, resource, sampler(settings));
    }

    /** The value is not repeated: whoever puts a password into a URL does not want it in a log. */
    private static URI address(Settings settings, String endpoint) {
        try {
            URI base = URI.create(endpoint);
            boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
            if (http
                    && base.getHost() != null
                    && base.getRawUserInfo() == null
                    && base.getRawQuery() == null
                    && base.getRawFragment() == null) {
                return URI.create(
                        (endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint) + PATH);
            }
        } catch (IllegalArgumentException e) {
            // Said below, for this and for all else that is no such URL.
        }
        settings.problem(
                ENDPOINT,
                "is not the base URL of a collector, such as http://collector:4318; credentials belong into " + HEADERS,
                Set.of());
        return URI.create("http://localhost:4318" + PATH);
    }

    private static Map<String, String> headers(Settings settings) {
        Map<String, String> headers = pairs(settings, HEADERS);
        headers.forEach((name, value) -> {
            try {
                HttpRequest.newBuilder().header(name, value);
            } catch (IllegalArgumentException e) {
                settings.problem(HEADERS, "has a header that can't be sent", Set.of());
            }
        });
        return headers;
    }

    /** {@code name=value,name=value}, the values percent-encoded where they must be. */
    private static Map<String, String> pairs(Settings settings, String variable) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : settings.list(variable)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            String value =
                    equals < 0 ? null : decoded(pair.substring(equals + 1).strip());
            if (name.isEmpty() || value == null) {
                settings.problem(variable, "is not a list such as name=value,name=value", Set.of());
            } else {
                pairs.put(name, value);
            }
        }
        return pairs;
    }

    private static @Nullable String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Sampler sampler(Settings settings) {
        String name = settings.text(SAMPLER, "parentbased_always_on");
        return switch (name) {
            case "always_on" -> Sampler.alwaysOn();
            case "always_off" -> Sampler.alwaysOff();
            case "traceidratio" -> Sampler.traceIdRatioBased(ratio(settings));
            case "parentbased_always_on" -> Sampler.parentBased(Sampler.alwaysOn());
            case "parentbased_always_off" -> Sampler.parentBased(Sampler.alwaysOff());
            case "parentbased_traceidratio" -> Sampler.parentBased(Sampler.traceIdRatioBased(ratio(settings)));
            default -> {
                settings.problem(SAMPLER, "\"" + name + "\" is none of " + String.join(", ", SAMPLERS), SAMPLERS);
                yield Sampler.alwaysOff(); // The start is refused.
            }
        };
    }

    private static double ratio(Settings settings) {
        String text = settings.text(SAMPLER_ARGUMENT, "1");
        try {
            double ratio = Double.parseDouble(text);
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException e) {
            // Said below, as of a number that is no ratio.
        }
        settings.problem(SAMPLER_ARGUMENT, "\"" + text + "\" is not a number from 0 to 1", Set.of());
        return 1;
    }

    /** For a log: not the headers. */
    @Override
    public String toString() {
        return "TraceSettings[" + endpoint + "]";
    }
}
