package dev.serai.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.LoadBalancing;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import java.util.Locale;

/** The models that the mapping names, each with who serves it as what. Pure functions. */
final class MappedModels {
    private MappedModels() {}

    static ObjectNode list(ModelMapping mapping) {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        mapping.models().forEach(model -> describe(model, data.addObject()));
        return list;
    }

    private static void describe(MappedModel model, ObjectNode into) {
        into.put("id", model.name())
                .put("object", "model")
                .put("description", model.description())
                .put("status", model.status().name().toLowerCase(Locale.ROOT))
                .put("successor", model.successor())
                .put("owned_by", model.ownedBy())
                .put("rescue", model.policies().rescue().name().toLowerCase(Locale.ROOT));
        LoadBalancing balancing = model.policies().loadBalancing();
        into.put(
                "load_balancing",
                balancing == null ? null : balancing.strategy().name().toLowerCase(Locale.ROOT));
        ArrayNode targets = into.putArray("targets");
        for (ModelTarget target : model.targets()) {
            ObjectNode node = targets.addObject()
                    .put("provider", target.provider().name())
                    .put("model", target.model())
                    .put("weight", target.weight())
                    .put("enabled", target.provider().enabled())
                    .put("configured", target.provider().configured());
            if (!target.place().region().isEmpty()) {
                node.put("region", target.place().region());
            }
        }
    }
}
