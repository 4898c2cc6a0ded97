package dev.serai.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code routing:} and {@code features:} of a mapping. */
final class RoutingReader {
    private static final Duration DEADLINE = Duration.ofSeconds(300);
    private static final int MAX_ATTEMPTS = 2;
    /** Eight attempt slots are what the route has. */
    private static final int MOST_FALLBACKS = 7;

    private static final int RETRY_BUDGET = 10;
    private static final int LONGEST_PATTERN = 1_000;
    private static final List<String> STRATEGIES = Arrays.stream(LoadBalancing.Strategy.values())
            .map(strategy -> strategy.name().toLowerCase(Locale.ROOT))
            .toList();

    private final Map<String, ProviderSettings> providers;

    RoutingReader(Map<String, ProviderSettings> providers) {
        this.providers = providers;
    }

    Features features(YamlSection root) {
        YamlSection section = root.section("features").orElseGet(() -> root.empty("features"));
        Features features = new Features(
                section.flag("openai_compatibility", true),
                section.flag("streaming", true),
                section.flag("cost_tracking", true),
                section.flag("auto_fallback", true));
        section.value("response_caching")
                .filter(value -> Boolean.TRUE.equals(value.flag()))
                .ifPresent(value -> value.problem("there is no cache in this release", "write false"));
        section.refuseOthers();
        return features;
    }

    /** Reads all of {@code routing:} but its patterns. */
    Routing routing(YamlSection section, Features features) {
        YamlSection fallback = section.section("fallback").orElseGet(() -> section.empty("fallback"));
        Routing routing = new Routing(
                fallback.flag("enabled", true) && features.autoFallback(),
                order(fallback),
                fallback.wholeNumber("max_attempts", MAX_ATTEMPTS, 0, MOST_FALLBACKS),
                section.duration("deadline", DEADLINE),
                section.wholeNumber("retry_budget", RETRY_BUDGET, 0, 100),
                section.section("load_balancing")
                        .map(RoutingReader::loadBalancing)
                        .orElse(LoadBalancing.OFF));
        fallback.refuseOthers();
        return routing;
    }

    private List<String> order(YamlSection fallback) {
        Optional<YamlValue> list = fallback.value("providers");
        if (list.isEmpty()) {
            return ProviderType.NAMES;
        }
        List<String> order = new ArrayList<>();
        for (YamlValue item : list.get().items()) {
            String name = item.oneOf(providers.keySet(), "a provider");
            if (name != null && order.contains(name)) {
                item.problem(item.quoted() + " stands twice", null);
            } else if (name != null) {
                order.add(name);
            }
        }
        return order;
    }

    static LoadBalancing loadBalancing(YamlSection section) {
        LoadBalancing balancing = new LoadBalancing(
                section.flag("enabled", true),
                section.value("strategy")
                        .map(value -> value.oneOf(STRATEGIES, "a strategy"))
                        .map(name -> LoadBalancing.Strategy.valueOf(name.toUpperCase(Locale.ROOT)))
                        .orElse(LoadBalancing.Strategy.ROUND_ROBIN),
                section.value("sticky")
                        .map(value -> value.oneOf(List.of("prompt_cache_key"), "what a choice can stick to"))
                        .orElse(null));
        section.refuseOthers();
        return balancing;
    }

    List<NamePattern> patterns(YamlSection routing) {
        List<NamePattern> patterns = new ArrayList<>();
        routing.value("patterns").ifPresent(list -> {
            for (YamlValue item : list.items()) {
                item.section().map(this::pattern).ifPresent(patterns::add);
            }
        });
        return patterns;
    }

    private @Nullable NamePattern pattern(YamlSection section) {
        Pattern regex = required(section, "pattern").map(RoutingReader::regex).orElse(null);
        String provider = required(section, "default_provider")
                .map(value -> value.oneOf(providers.keySet(), "a provider"))
                .orElse(null);
        List<Object> template =
                section.value("model").map(value -> template(value, regex)).orElse(null);
        String description = section.text("description");
        section.refuseOthers();
        return regex == null || provider == null
                ? null
                : new NamePattern(regex, providers.get(provider), template, description);
    }

    private static Optional<YamlValue> required(YamlSection section, String key) {
        Optional<YamlValue> value = section.value(key);
        if (value.isEmpty()) {
            section.problem("has no " + key, null);
        }
        return value;
    }

    private static @Nullable Pattern regex(YamlValue value) {
        String text = value.text();
        if (text == null) {
            return null;
        }
        if (text.length() > LONGEST_PATTERN) {
            value.problem("is longer than " + LONGEST_PATTERN + " characters", null);
            return null;
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            String part = e.getPattern() == null || e.getPattern().equals(text) ? "" : " at \"" + e.getPattern() + "\"";
            value.problem(
                    value.quoted() + " is not a regular expression of RE2: " + e.getDescription() + part,
                    "syntax: https://github.com/google/re2/wiki/Syntax");
            return null;
        }
    }

    private static @Nullable List<Object> template(YamlValue value, @Nullable Pattern regex) {
        String text = value.text();
        if (text == null) {
            return null;
        }
        List<Object> parts = NamePattern.parts(text);
        int groups = regex == null ? Integer.MAX_VALUE : regex.groupCount();
        for (Object part : parts) {
            if (part instanceof Integer group && group > groups) {
                value.problem("$" + group + " is no group of the pattern, which has " + groups, null);
            }
        }
        return parts;
    }
}
