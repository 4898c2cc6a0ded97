package dev.serai.config;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads {@code model_mappings:}, every target resolved against its provider and the catalogue. */
final class ModelReader {
    static final String SANDBOX_PREFIX = "sandbox-";

    private static final int MOST_TOKENS = 100_000_000;
    private static final List<String> STATES = List.of("active", "retired");
    private static final List<String> RESCUES = List.of("off", "continue", "restart");
    /** What an entry's provider may say beside its model. */
    private static final List<String> TEXTS =
            List.of("region", "location", "api_version", "deployment", "project_id", "space_id", "compartment_id");
    /** Types whose models can stand behind a deployment's name. */
    private static final Set<String> DEPLOYING = Set.of("azure", "ibm");

    private final Map<String, ProviderSettings> providers;
    private final Map<String, Transformation.Named> transformations;
    private final List<String> order;
    private final Catalogue catalogue;

    ModelReader(
            Map<String, ProviderSettings> providers,
            Map<String, Transformation.Named> transformations,
            List<String> order,
            Catalogue catalogue) {
        this.providers = providers;
        this.transformations = transformations;
        this.order = order;
        this.catalogue = catalogue;
    }

    Map<String, MappedModel> read(YamlSection root) {
        Map<String, MappedModel> models = new LinkedHashMap<>();
        root.section("model_mappings").ifPresent(section -> {
            section.named().forEach((name, value) -> {
                if (name.startsWith(SANDBOX_PREFIX)) {
                    section.keyProblem(
                            name, "names that begin with " + SANDBOX_PREFIX + " are the sandbox's own", null);
                }
                value.section()
                        .or(() -> noTargets(section, name))
                        .map(entry -> model(name, entry))
                        .ifPresent(model -> models.put(name, model));
            });
            new ModelReferences(section, models.keySet()).check();
        });
        return models;
    }

    private static Optional<YamlSection> noTargets(YamlSection section, String name) {
        section.keyProblem(name, "has no providers", null);
        return Optional.empty();
    }

    private @Nullable MappedModel model(String name, YamlSection entry) {
        String description = entry.text("description");
        Overrides overrides = overrides(entry);
        String status = entry.value("status")
                .map(value -> value.oneOf(STATES, "a status"))
                .orElse("active");
        String successor = entry.text("successor");
        if ("retired".equals(status) && successor == null) {
            entry.problem("is retired and names no successor", "add successor: with a name of this file");
        }
        List<ModelTarget> targets = targets(entry, overrides);
        ModelPolicies policies = policies(entry, overrides);
        entry.refuseOthers();
        return targets.isEmpty()
                ? null
                : new MappedModel(
                        name,
                        false,
                        description,
                        "retired".equals(status) ? MappedModel.Status.RETIRED : MappedModel.Status.ACTIVE,
                        successor,
                        catalogue.created(),
                        catalogue.owner(targets.get(0)),
                        targets,
                        policies);
    }

    /** What the entry knows better than the catalogue and the providers. */
    private record Overrides(
            int contextWindow,
            int maxOutput,
            @Nullable Set<Capability> capabilities,
            UnaryOperator<Timeouts> timeouts) {
        ModelFacts apply(ModelFacts facts) {
            ModelFacts sized = facts.withSizes(
                    contextWindow > 0 ? contextWindow : facts.contextWindow(),
                    maxOutput > 0 ? maxOutput : facts.maxOutput());
            return capabilities == null ? sized : sized.withCapabilities(capabilities);
        }
    }

    private static Overrides overrides(YamlSection entry) {
        return new Overrides(
                entry.wholeNumber("context_window", 0, 1, MOST_TOKENS),
                entry.wholeNumber("max_output", 0, 1, MOST_TOKENS),
                entry.value("capabilities").map(CapabilityReader::read).orElse(null),
                Timeouts.read(entry));
    }

    private List<ModelTarget> targets(YamlSection entry, Overrides overrides) {
        Map<String, ModelTarget> targets = new LinkedHashMap<>();
        Map<String, YamlValue> written =
                entry.section("providers").map(YamlSection::named).orElse(Map.of());
        Optional<YamlSection> section = entry.section("providers");
        written.forEach((name, value) -> {
            ProviderSettings provider = providers.get(name);
            if (provider == null) {
                section.orElseThrow()
                        .keyProblem(
                                name,
                                "\"" + name + "\" is not a provider",
                                Suggestions.didYouMean(name, providers.keySet()));
                return;
            }
            YamlSection target = value.section().orElse(null);
            if (target == null) {
                section.orElseThrow().keyProblem(name, "has no model", null);
                return;
            }
            ModelTarget read = target(provider, target, overrides);
            if (read != null) {
                targets.put(name, read);
            }
        });
        if (written.isEmpty()) {
            entry.problem("has no providers", null);
        }
        String first = entry.value("default_provider")
                .map(value -> value.oneOf(written.keySet(), "a provider of this model"))
                .orElse(null);
        return targets.values().stream()
                .sorted(Comparator.comparingInt(target -> rank(target.provider().name(), first)))
                .toList();
    }

    /** The default provider, then the order of the fallback, then (the sort is stable) the file's. */
    private int rank(String provider, @Nullable String first) {
        if (provider.equals(first)) {
            return -1;
        }
        int rank = order.indexOf(provider);
        return rank < 0 ? Integer.MAX_VALUE : rank;
    }

    private @Nullable ModelTarget target(ProviderSettings provider, YamlSection section, Overrides overrides) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String key : TEXTS) {
            section.value(key).map(YamlValue::text).ifPresent(text -> settings.put(key, text));
        }
        section.value("weight").map(value -> value.wholeNumber(0, 1_000)).ifPresent(w -> settings.put("weight", w));
        section.section("guardrail").ifPresent(guardrail -> settings.put("guardrail", guardrail(guardrail)));
        section.section("safety_settings").ifPresent(safety -> settings.put("safety_settings", texts(safety)));
        section.value("transformation")
                .map(value -> value.oneOf(transformations.keySet(), "a transformation"))
                .ifPresent(name -> settings.put("transformation", transformations.get(name)));
        String model = section.text("model");
        Timeouts timeouts = Timeouts.read(section).apply(overrides.timeouts().apply(provider.timeouts()));
        section.refuseOthers();
        ProjectOrSpace.check(section, settings);
        boolean deploys = DEPLOYING.contains(provider.type());
        boolean deployed = deploys && settings.containsKey("deployment");
        if (model == null && !deployed) {
            if (section.value("model").isEmpty()) {
                section.problem("has no model", deploys ? "write deployment:" : null);
            }
            return null;
        }
        String id = deployed ? settings.get("deployment").toString() : model;
        if (deployed && model != null) {
            settings.put("model", model);
        }
        ModelFacts facts = catalogue.facts(provider.type(), model == null ? id : model);
        return new ModelTarget(
                ProjectOrSpace.neededBy(settings, provider), id, overrides.apply(facts), settings, timeouts);
    }

    private static Map<String, Object> guardrail(YamlSection section) {
        Map<String, Object> guardrail = new LinkedHashMap<>();
        for (String key : List.of("id", "version")) {
            String text = section.text(key);
            if (text == null) {
                section.problem("has no " + key, null);
            } else {
                guardrail.put(key, text);
            }
        }
        oneOf(section, guardrail, "trace", List.of("enabled", "disabled", "enabled_full"));
        oneOf(section, guardrail, "stream_processing_mode", List.of("sync", "async"));
        section.refuseOthers();
        return guardrail;
    }

    private static void oneOf(YamlSection section, Map<String, Object> into, String key, List<String> allowed) {
        section.value(key)
                .map(value -> value.oneOf(allowed, "a value of " + key))
                .ifPresent(text -> into.put(key, text));
    }

    private static Map<String, Object> texts(YamlSection section) {
        Map<String, Object> texts = new LinkedHashMap<>();
        section.values().forEach((key, value) -> {
            String text = value.text();
            if (text != null) {
                texts.put(key, text);
            }
        });
        return texts;
    }

    private ModelPolicies policies(YamlSection entry, Overrides overrides) {
        return new ModelPolicies(
                entry.section("load_balancing")
                        .map(RoutingReader::loadBalancing)
                        .orElse(null),
                entry.section("fallback_models")
                        .map(ModelReader::fallbackModels)
                        .orElse(ModelPolicies.FallbackModels.NONE),
                entry.section("canary")
                        .map(section -> share(section, overrides))
                        .orElse(null),
                entry.section("shadow")
                        .map(section -> share(section, overrides))
                        .orElse(null),
                entry.value("rescue")
                        .map(value -> value.oneOf(RESCUES, "a way to rescue a stream"))
                        .map(name -> ModelPolicies.Rescue.valueOf(name.toUpperCase(Locale.ROOT)))
                        .orElse(ModelPolicies.Rescue.OFF));
    }

    private static ModelPolicies.FallbackModels fallbackModels(YamlSection section) {
        ModelPolicies.FallbackModels models = new ModelPolicies.FallbackModels(
                section.texts("error"),
                section.texts("context_window"),
                section.texts("content_policy"),
                section.flag("named_in_answer", false));
        section.refuseOthers();
        return models;
    }

    private ModelPolicies.@Nullable TrafficShare share(YamlSection section, Overrides overrides) {
        Double percent =
                section.value("percent").map(value -> value.number(0, 100)).orElse(null);
        Optional<YamlSection> target = section.section("target");
        ModelTarget read = target.map(entry -> entry.value("provider")
                        .map(value -> value.oneOf(providers.keySet(), "a provider"))
                        .map(name -> target(providers.get(name), entry, overrides))
                        .orElseGet(() -> missingProvider(entry)))
                .orElse(null);
        section.refuseOthers();
        if (percent == null && section.value("percent").isEmpty()) {
            section.problem("has no percent", null);
        }
        if (target.isEmpty()) {
            section.problem("has no target", "add target: {provider: …, model: …}");
        }
        return percent == null || read == null ? null : new ModelPolicies.TrafficShare(read, percent);
    }

    private static @Nullable ModelTarget missingProvider(YamlSection entry) {
        if (entry.value("provider").isEmpty()) {
            entry.problem("has no provider", null);
        }
        return null;
    }
}
