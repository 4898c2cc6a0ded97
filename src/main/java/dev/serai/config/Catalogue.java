package dev.serai.config;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of providers' models, from {@code configs/catalogue.yaml}: windows, capabilities and manners, by the
 * provider's model id however a provider dresses it. Immutable, thread-safe.
 */
public final class Catalogue {
    private static final int MOST_TOKENS = 100_000_000;
    private static final int MOST_DIMENSIONS = 100_000;
    private static final int MOST_TEXTS = 2048;
    private static final List<String> SAMPLINGS = names(ModelFacts.Sampling.values());
    private static final List<String> THINKINGS = names(ModelFacts.Thinking.values());

    /** Types of provider that serve models of any vendor in OpenAI's API. */
    private static final Set<String> OPENAI_KIND = Set.of("openai", "azure");

    private static final Set<String> OPENAI_FAMILIES = Set.of("gpt", "gpt-reasoning");
    private static final Set<Capability> BY_SERVER = Set.of(
            Capability.TOOLS,
            Capability.PARALLEL_TOOLS,
            Capability.JSON_OBJECT,
            Capability.JSON_SCHEMA,
            Capability.PDF);

    private final StemTable<Entry> models;
    private final StemTable<Family> families;
    private final long created;

    private record Entry(ModelFacts facts, Map<String, ModelFacts> byType) {
        ModelFacts facts(String providerType) {
            return byType.getOrDefault(providerType, facts);
        }
    }

    private record Family(String name, String owner) {}

    private Catalogue(StemTable<Entry> models, StemTable<Family> families, long created) {
        this.models = models;
        this.families = families;
        this.created = created;
    }

    /**
     * Reads the working folder's file, else the jar's.
     *
     * @throws InvalidConfigurationException with every problem
     */
    public static Catalogue load(ConfigFiles files) {
        return load(files.find(ConfigFiles.CATALOGUE)
                .orElseThrow(() -> new InvalidConfigurationException(List.of(new ConfigurationProblem(
                        "configs/" + ConfigFiles.CATALOGUE, 0, 0, "", "there is no such file", null)))));
    }

    /** @throws InvalidConfigurationException with every problem */
    static Catalogue load(ConfigFile file) {
        Problems problems = new Problems();
        YamlSection root = Reading.of(file, problems, null);
        LocalDate updated = root.value("updated").map(YamlValue::date).orElse(LocalDate.EPOCH);
        StemTable<Family> families = new StemTable<>();
        items(root, "families").forEach(section -> family(section, families));
        StemTable<Entry> models = new StemTable<>();
        items(root, "models").forEach(section -> entry(section, models));
        root.refuseOthers();
        problems.refuse();
        return new Catalogue(
                models, families, updated.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
    }

    /** What is known of a model; the permissive unknown, with the family that its id tells, if the catalogue does not have it. */
    public ModelFacts facts(String providerType, String model) {
        Entry entry = models.find(model);
        if (entry != null) {
            return served(providerType, entry.facts(providerType));
        }
        Family family = families.find(model);
        return ModelFacts.unknown(family == null ? "other" : family.name());
    }

    /** A model that others than OpenAI host: its weights decide what it sees and hears, its server the rest. */
    private static ModelFacts served(String providerType, ModelFacts facts) {
        if (!OPENAI_KIND.contains(providerType) || OPENAI_FAMILIES.contains(facts.family())) {
            return facts;
        }
        Set<Capability> capabilities = EnumSet.copyOf(BY_SERVER);
        capabilities.addAll(facts.capabilities());
        return facts.withCapabilities(capabilities);
    }

    /** The catalogue's date, in seconds since the epoch. */
    public long created() {
        return created;
    }

    /** The vendor of a target's model, or its provider's name. */
    String owner(ModelTarget target) {
        Family family = families.find(target.knownAs());
        return family == null ? target.provider().name() : family.owner();
    }

    private static List<YamlSection> items(YamlSection root, String key) {
        return root.value(key).map(YamlValue::items).orElse(List.of()).stream()
                .map(YamlValue::section)
                .flatMap(Optional::stream)
                .toList();
    }

    private static void family(YamlSection section, StemTable<Family> families) {
        Family family = new Family(section.text("family", "other"), section.text("owned_by", "other"));
        families.put(section, family);
        section.refuseOthers();
    }

    private static void entry(YamlSection section, StemTable<Entry> models) {
        String family = section.text("family", "other");
        ModelFacts facts = facts(section, standard(family, name(section)));
        Map<String, ModelFacts> byType = new HashMap<>();
        section.section("on").ifPresent(on -> on.values().forEach((type, value) -> {
            if (!ProviderType.NAMES.contains(type)) {
                on.keyProblem(type, "is not a type of provider", Suggestions.didYouMean(type, ProviderType.NAMES));
            }
            value.section().ifPresent(differing -> {
                byType.put(type, facts(differing, facts));
                differing.refuseOthers();
            });
        }));
        models.put(section, new Entry(facts, Map.copyOf(byType)));
        section.refuseOthers();
    }

    /** The first id that the entry is for stands for all. */
    private static String name(YamlSection section) {
        return section.value("match").map(YamlValue::items).orElse(List.of()).stream()
                .map(YamlValue::text)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    private static ModelFacts standard(String family, String name) {
        return new ModelFacts(
                true,
                family,
                0,
                0,
                Set.of(),
                ModelFacts.Sampling.ANY,
                ModelFacts.Thinking.NONE,
                false,
                true,
                true,
                true,
                false,
                true,
                new EmbeddingFacts(name, Set.of(), 0, 0, 0),
                true);
    }

    private static ModelFacts facts(YamlSection section, ModelFacts otherwise) {
        return new ModelFacts(
                true,
                otherwise.family(),
                section.wholeNumber("context_window", otherwise.contextWindow(), 1, MOST_TOKENS),
                section.wholeNumber("max_output", otherwise.maxOutput(), 1, MOST_TOKENS),
                section.read("capabilities", CapabilityReader::read, otherwise.capabilities()),
                section.value("sampling")
                        .map(value -> value.oneOf(SAMPLINGS, "a kind of sampling"))
                        .map(name -> ModelFacts.Sampling.valueOf(name.toUpperCase(Locale.ROOT)))
                        .orElse(otherwise.sampling()),
                section.value("thinking")
                        .map(value -> value.oneOf(THINKINGS, "a kind of thinking"))
                        .map(name -> ModelFacts.Thinking.valueOf(name.toUpperCase(Locale.ROOT)))
                        .orElse(otherwise.thinking()),
                section.flag("thinks_by_default", otherwise.thinksByDefault()),
                section.flag("thinking_can_be_disabled", otherwise.thinkingCanBeDisabled()),
                section.flag("forced_tool_choice", otherwise.forcedToolChoice()),
                section.flag("prefill", otherwise.prefill()),
                section.flag("strict_tools", otherwise.strictTools()),
                section.flag("system_prompt", otherwise.systemPrompt()),
                embedding(section, otherwise.embedding()),
                section.flag("chat_api", otherwise.chatApi()));
    }

    private static EmbeddingFacts embedding(YamlSection section, EmbeddingFacts otherwise) {
        return new EmbeddingFacts(
                otherwise.model(),
                section.read("dimensions", Catalogue::lengths, otherwise.dimensions()),
                section.wholeNumber("longest_dimensions", otherwise.longest(), 1, MOST_DIMENSIONS),
                section.wholeNumber("texts_per_call", otherwise.textsPerCall(), 1, MOST_TEXTS),
                section.wholeNumber("tokens_per_call", otherwise.tokensPerCall(), 1, MOST_TOKENS));
    }

    private static Set<Integer> lengths(YamlValue list) {
        Set<Integer> lengths = new TreeSet<>();
        for (YamlValue item : list.items()) {
            Integer length = item.wholeNumber(1, MOST_DIMENSIONS);
            if (length != null) {
                lengths.add(length);
            }
        }
        return lengths;
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
