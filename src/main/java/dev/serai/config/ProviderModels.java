package dev.serai.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mapping the other way round: from a provider and its own model id to the name that is mapped to it. Immutable. */
final class ProviderModels {
    private final Map<String, Map<String, Entry>> byProvider = new HashMap<>();
    /** By provider and setting. */
    private final Map<String, Map<String, Set<String>>> settings = new HashMap<>();

    /** A mapped model, and the one of its targets that has the id. */
    record Entry(MappedModel model, ModelTarget target) {}

    /** @param models in the file's order: the first that has an id is the one that it stands for */
    ProviderModels(Collection<MappedModel> models) {
        for (MappedModel model : models) {
            for (ModelTarget target : model.targets()) {
                String provider = target.provider().name();
                byProvider
                        .computeIfAbsent(provider, name -> new HashMap<>())
                        .putIfAbsent(target.model(), new Entry(model, target));
                target.settings().forEach((key, value) -> settings.computeIfAbsent(provider, name -> new HashMap<>())
                        .computeIfAbsent(key, name -> new HashSet<>())
                        .add(value.toString()));
            }
        }
    }

    @Nullable
    Entry find(String provider, String id) {
        return byProvider.getOrDefault(provider, Map.of()).get(id);
    }

    boolean anyHas(String provider, String setting, String value) {
        return settings.getOrDefault(provider, Map.of())
                .getOrDefault(setting, Set.of())
                .contains(value);
    }
}
