package dev.serai.config;

import dev.serai.config.ModelPolicies.TrafficShare;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mapping the other way round: from a provider and its own model id to the name that is mapped to it. Immutable. */
final class ProviderModels {
    private final Map<String, Map<String, Entry>> byProvider = new HashMap<>();
    /** By provider and setting. */
    private final Map<String, Map<String, Set<String>>> settings = new HashMap<>();
    /** By provider: the places that its own is not among, each with what makes it another. */
    private final Map<String, Map<Place, Map<String, Object>>> places = new HashMap<>();

    /** A mapped model, and the one of its targets that has the id. */
    record Entry(MappedModel model, ModelTarget target) {}

    /** @param models in the file's order: the first that has an id is the one that it stands for */
    ProviderModels(Collection<MappedModel> models) {
        for (MappedModel model : models) {
            place(model.policies().canary());
            place(model.policies().shadow());
            for (ModelTarget target : model.targets()) {
                place(target);
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

    private void place(@Nullable TrafficShare share) {
        if (share != null) {
            place(share.target());
        }
    }

    private void place(ModelTarget target) {
        Place place = target.place();
        if (!place.region().isEmpty()) {
            String key = target.provider().type().equals("vertex") ? "location" : "region";
            places.computeIfAbsent(place.provider(), name -> new LinkedHashMap<>())
                    .put(place, Map.of(key, place.region()));
        }
    }

    List<ModelTarget> places(ProviderSettings provider) {
        List<ModelTarget> targets = new ArrayList<>(1);
        targets.add(inPlace(provider, Map.of()));
        places.getOrDefault(provider.name(), Map.of())
                .values()
                .forEach(settings -> targets.add(inPlace(provider, settings)));
        return targets;
    }

    private static ModelTarget inPlace(ProviderSettings provider, Map<String, Object> settings) {
        return new ModelTarget(provider, "", ModelFacts.unknown("other"), settings);
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
