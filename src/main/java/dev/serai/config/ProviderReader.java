package dev.serai.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the {@code providers:} of a mapping: the seven built-in ones, with or without a block, and the further ones. */
final class ProviderReader {
    static final String SANDBOX = ProviderType.SANDBOX.inFile();

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
    private static final int MAX_CONCURRENT = 0;
    private static final List<String> TEXTS = List.of(
            "region",
            "location",
            "endpoint",
            "base_url",
            "api_version",
            "project_id",
            "space_id",
            "compartment_id",
            "org_id",
            "api_key");

    private static final List<String> FILTER_RESULTS = List.of("strip", "pass");

    private final Settings settings;
    private final Reading reading;
    private final Map<String, ProviderSettings> providers = new LinkedHashMap<>();

    ProviderReader(Settings settings, Reading reading) {
        this.settings = settings;
        this.reading = reading;
    }

    Map<String, ProviderSettings> read(YamlSection root) {
        YamlSection blocks = root.section("providers").orElseGet(() -> root.empty("providers"));
        Map<String, YamlValue> named = blocks.named();
        for (String name : ProviderType.NAMES) {
            if (!named.containsKey(name)) {
                provider(name, ProviderType.of(name).orElseThrow(), blocks.empty(name));
            }
        }
        named.forEach((name, value) -> provider(name, blocks, value.section().orElseGet(() -> blocks.empty(name))));
        if (settings.flag("SANDBOX_ENABLED", !settings.flag("AUTH_ENABLED", false))) {
            providers.put(SANDBOX, sandbox());
        }
        return providers;
    }

    private void provider(String name, YamlSection blocks, YamlSection block) {
        if (name.equals(SANDBOX)) {
            blocks.keyProblem(name, "the sandbox is built in: SANDBOX_ENABLED turns it on and off", null);
        } else if (!NAME.matcher(name).matches()) {
            blocks.keyProblem(
                    name, "is not a provider's name: 1 to 64 letters, digits, dots, dashes and underscores", null);
        }
        ProviderType type = type(name, blocks, block);
        if (type != null) {
            provider(name, type, block);
        }
    }

    private @Nullable ProviderType type(String name, YamlSection blocks, YamlSection block) {
        Optional<ProviderType> builtIn = ProviderType.of(name);
        Optional<YamlValue> written = block.value("type");
        if (written.isEmpty()) {
            if (builtIn.isEmpty()) {
                String suggestion = Suggestions.didYouMean(name, ProviderType.NAMES);
                String types = "type: one of " + String.join(", ", ProviderType.NAMES);
                blocks.keyProblem(
                        name, "a provider of this name needs a type", suggestion == null ? types : suggestion);
            }
            return builtIn.orElse(null);
        }
        String type = written.get().oneOf(ProviderType.NAMES, "a type of provider");
        if (type != null && builtIn.isPresent() && !type.equals(name)) {
            written.get().problem("the provider " + name + " is of type " + name, "give the further one another name");
        }
        return type == null
                ? null
                : builtIn.orElseGet(() -> ProviderType.of(type).orElseThrow());
    }

    private void provider(String name, ProviderType type, YamlSection block) {
        List<ProviderSettings> made = new ArrayList<>(1);
        List<String> unset = reading.unsetDuring(() -> made.add(settings(name, type, block)));
        ProviderSettings provider = made.get(0);
        Set<String> missing = new LinkedHashSet<>(unset);
        missing.addAll(provider.missing());
        providers.put(name, provider.withMissing(List.copyOf(missing)));
    }

    private ProviderSettings settings(String name, ProviderType type, YamlSection block) {
        Map<String, Object> own = own(block);
        ProjectOrSpace.check(block, own);
        ProviderEnvironment environment =
                new ProviderEnvironment(settings, ProviderType.of(name).isPresent(), own);
        environment.join(type);
        checkAddress("base URL", environment.baseUrl(), block);
        checkAddress("IBM_IAM_URL", (String) own.get("iam_url"), block);
        own.remove("api_key");
        ProviderSettings provider = new ProviderSettings(
                name,
                type.inFile(),
                block.flag("enabled", true),
                environment.baseUrl(),
                environment.region(),
                environment.apiKey(),
                environment.missing(),
                Timeouts.read(block).apply(Timeouts.DEFAULT),
                block.wholeNumber("max_retries", 0, 0, 10),
                block.duration("retry_delay", RETRY_DELAY),
                block.wholeNumber("max_concurrent", MAX_CONCURRENT, 1, 100_000),
                block.section("breaker").map(ProviderReader::breaker).orElse(ProviderSettings.Breaker.DEFAULT),
                block.section("quirks").map(ProviderReader::quirks).orElse(ProviderSettings.Quirks.NONE),
                own);
        block.refuseOthers();
        return provider;
    }

    /** The keys that are handed on as they stand. */
    private static Map<String, Object> own(YamlSection block) {
        block.value("type");
        Map<String, Object> own = new LinkedHashMap<>();
        for (String key : TEXTS) {
            String text = block.text(key);
            if (text != null && !text.isBlank()) {
                own.put(key, text);
            }
        }
        block.value("content_filter_results")
                .map(value -> value.oneOf(FILTER_RESULTS, "a way with a content filter's results"))
                .ifPresent(way -> own.put("content_filter_results", way));
        block.section("health_probe").ifPresent(probe -> {
            own.put(
                    "health_probe",
                    Map.of(
                            "enabled", probe.flag("enabled", true),
                            "every", probe.duration("every", Duration.ofSeconds(30))));
            probe.refuseOthers();
        });
        return own;
    }

    private static void checkAddress(String name, @Nullable String address, YamlSection block) {
        if (address != null && !isAddress(address)) {
            block.problem("its " + name + " is not an http or https address without query", null);
        }
    }

    private static boolean isAddress(String address) {
        try {
            URI uri = new URI(address);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static ProviderSettings.Breaker breaker(YamlSection section) {
        ProviderSettings.Breaker otherwise = ProviderSettings.Breaker.DEFAULT;
        int window = section.wholeNumber("window", otherwise.window(), 1, 10_000);
        ProviderSettings.Breaker breaker = new ProviderSettings.Breaker(
                section.wholeNumber("failure_rate", otherwise.failureRate(), 1, 100),
                window,
                section.wholeNumber("minimum_calls", Math.min(window, otherwise.minimumCalls()), 1, window),
                section.duration("open_for", otherwise.openFor()),
                section.wholeNumber("half_open_calls", otherwise.halfOpenCalls(), 1, 100));
        section.refuseOthers();
        return breaker;
    }

    private static ProviderSettings.Quirks quirks(YamlSection section) {
        ProviderSettings.Quirks quirks = new ProviderSettings.Quirks(
                choice(section, "max_tokens_name", List.of("max_tokens", "max_completion_tokens")),
                section.flag("stream_options", true),
                section.wholeNumber("tool_index_from", 0, 0, 1),
                choice(section, "system_role", List.of("system", "developer", "user")),
                section.value("responses").isPresent() ? section.flag("responses", false) : null);
        section.refuseOthers();
        return quirks;
    }

    private static @Nullable String choice(YamlSection section, String key, List<String> allowed) {
        return section.value(key)
                .map(value -> value.oneOf(allowed, "a value of " + key))
                .orElse(null);
    }

    private static ProviderSettings sandbox() {
        return new ProviderSettings(
                SANDBOX,
                SANDBOX,
                true,
                null,
                null,
                null,
                List.of(),
                Timeouts.DEFAULT,
                0,
                RETRY_DELAY,
                MAX_CONCURRENT,
                ProviderSettings.Breaker.DEFAULT,
                ProviderSettings.Quirks.NONE,
                Map.of());
    }
}
