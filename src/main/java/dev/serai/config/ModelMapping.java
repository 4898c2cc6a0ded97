package dev.serai.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mapping file as the gateway uses it: which names clients may ask for, which providers serve them and in which order.
 * Immutable, thread-safe: everything that can be known at load is computed then.
 */
public final class ModelMapping {
    /** Names beyond this are no model's: they are not even matched against patterns. */
    public static final int LONGEST_NAME = 256;

    private final Map<String, MappedModel> models;
    private final List<NamePattern> patterns;
    private final Map<String, ProviderSettings> providers;
    private final Map<String, Transformation.Named> transformations;
    private final Routing routing;
    private final Features features;
    private final List<String> withoutEffect;
    private final Catalogue catalogue;
    private final ProviderModels providerModels;

    private ModelMapping(
            Map<String, MappedModel> models,
            List<NamePattern> patterns,
            Map<String, ProviderSettings> providers,
            Map<String, Transformation.Named> transformations,
            Routing routing,
            Features features,
            Set<String> withoutEffect,
            Catalogue catalogue) {
        this.models = Collections.unmodifiableMap(models);
        this.patterns = List.copyOf(patterns);
        this.providers = Collections.unmodifiableMap(providers);
        this.transformations = Collections.unmodifiableMap(transformations);
        this.routing = routing;
        this.features = features;
        this.withoutEffect = List.copyOf(withoutEffect);
        this.catalogue = catalogue;
        this.providerModels = new ProviderModels(models.values());
    }

    /**
     * Loads the files of the working folder, or of the jar.
     *
     * @throws InvalidConfigurationException with every problem of every file
     */
    public static ModelMapping load(Settings settings) {
        return load(ConfigFiles.of(settings), settings);
    }

    /**
     * Loads the mapping, the transformations and the catalogue.
     *
     * @throws InvalidConfigurationException with every problem of the mapping and the transformations
     */
    public static ModelMapping load(ConfigFiles files, Settings settings) {
        return load(files.mapping(), files.find(ConfigFiles.TRANSFORMATIONS), Catalogue.load(files), settings);
    }

    /**
     * Loads a mapping from its text: for embedders, and for trying a change before it is made.
     *
     * @throws InvalidConfigurationException with every problem
     */
    public static ModelMapping load(
            ConfigFile mapping, Optional<ConfigFile> transformations, Catalogue catalogue, Settings settings) {
        Problems problems = new Problems();
        Variables variables = new Variables(settings);
        Map<String, Transformation.Named> named = new LinkedHashMap<>();
        transformations.ifPresent(file -> {
            YamlSection root = Reading.of(file, problems, variables);
            named.putAll(TransformationReader.read(root));
            root.refuseOthers();
        });
        YamlSection root = Reading.of(mapping, problems, variables);
        named.putAll(TransformationReader.read(root));
        ModelMapping loaded = read(root, named, catalogue, settings);
        problems.refuse();
        return loaded;
    }

    private static ModelMapping read(
            YamlSection root,
            Map<String, Transformation.Named> transformations,
            Catalogue catalogue,
            Settings settings) {
        Map<String, ProviderSettings> providers = new ProviderReader(settings, root.reading()).read(root);
        // The sandbox serves its own names, nothing else: no entry, pattern or order may speak of it.
        Map<String, ProviderSettings> eligible = new LinkedHashMap<>(providers);
        eligible.remove(ProviderReader.SANDBOX);
        RoutingReader reader = new RoutingReader(eligible);
        Features features = reader.features(root);
        YamlSection section = root.section("routing").orElseGet(() -> root.empty("routing"));
        Routing routing = reader.routing(section, features);
        List<NamePattern> patterns = reader.patterns(section);
        section.refuseOthers();
        Map<String, MappedModel> models =
                new ModelReader(eligible, transformations, routing.fallbackProviders(), catalogue).read(root);
        root.refuseOthers();
        return new ModelMapping(
                models,
                patterns,
                providers,
                transformations,
                routing,
                features,
                root.reading().withoutEffect(),
                catalogue);
    }

    /** The model of this name: the file's own, or what the first pattern that matches makes of it; {@code sandbox-*} is the sandbox's. */
    public Optional<MappedModel> model(String name) {
        MappedModel mapped = models.get(name);
        if (mapped != null) {
            return Optional.of(mapped);
        }
        if (name.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        return name.startsWith(ModelReader.SANDBOX_PREFIX) ? sandbox(name) : byPattern(name);
    }

    private Optional<MappedModel> sandbox(String name) {
        ProviderSettings sandbox = providers.get(ProviderReader.SANDBOX);
        return sandbox == null
                ? Optional.empty()
                : Optional.of(
                        unmapped(name, new ModelTarget(sandbox, name, ModelFacts.unknown("other"), Map.of()), null));
    }

    private Optional<MappedModel> byPattern(String name) {
        for (NamePattern pattern : patterns) {
            String model = pattern.modelOf(name);
            if (model != null) {
                ProviderSettings provider = pattern.provider();
                ModelFacts facts = catalogue.facts(provider.type(), model);
                ModelTarget target = new ModelTarget(provider, model, facts, Map.of());
                return Optional.of(unmapped(name, target, pattern.description()));
            }
        }
        return Optional.empty();
    }

    private MappedModel unmapped(String name, ModelTarget target, @Nullable String description) {
        return new MappedModel(
                name,
                true,
                description,
                MappedModel.Status.ACTIVE,
                null,
                catalogue.created(),
                catalogue.owner(target),
                List.of(target),
                ModelPolicies.NONE);
    }

    /**
     * A model by a provider's own id, with that provider for its only target. If the file maps a name to it, it has this
     * name and what the file says of it; else its id for a name, and counts as one of a pattern.
     *
     * @param settings of the target
     */
    public MappedModel ofProvider(ProviderSettings provider, String id, Map<String, Object> settings) {
        ProviderModels.Entry entry = providerModels.find(provider.name(), id);
        if (entry == null) {
            ModelFacts facts = catalogue.facts(provider.type(), id);
            return unmapped(id, new ModelTarget(provider, id, facts, settings), null);
        }
        ModelTarget target = new ModelTarget(
                provider, id, entry.target().facts(), settings, entry.target().timeouts());
        return entry.model().servedBy(target);
    }

    /** A provider's own model, with what an entry of the file says of it where there is one. */
    public ModelTarget targetOf(ProviderSettings provider, String id) {
        ProviderModels.Entry entry = providerModels.find(provider.name(), id);
        return entry == null
                ? new ModelTarget(provider, id, catalogue.facts(provider.type(), id), Map.of())
                : entry.target();
    }

    /** Whether a model that is mapped to this provider has this value of a setting: a location, a project of its own. */
    public boolean anyTargetHas(String provider, String setting, String value) {
        return providerModels.anyHas(provider, setting, value);
    }

    /**
     * A target in each place where a provider is called, its own place first: who looks after a provider looks after all of
     * them. Their models mean nothing.
     */
    public List<ModelTarget> places(ProviderSettings provider) {
        return providerModels.places(provider);
    }

    /** The models that the file names, in its order; not those of patterns, nor the sandbox's. */
    public Collection<MappedModel> models() {
        return models.values();
    }

    /** Every provider by its name: the seven, those that the file adds, and {@code sandbox} if it is on. */
    public Map<String, ProviderSettings> providers() {
        return providers;
    }

    /** Named lists of changes to requests and answers. */
    public Map<String, Transformation.Named> transformations() {
        return transformations;
    }

    public Routing routing() {
        return routing;
    }

    public Features features() {
        return features;
    }

    /** Keys in use that have no effect in this release ({@code model_mappings.*.canary}), for the log at start. */
    public List<String> withoutEffect() {
        return withoutEffect;
    }
}
