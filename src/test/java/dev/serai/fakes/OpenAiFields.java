package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Set;

/** Which fields may stand in an object. Those whose name begins with {@code x_} pass for ones that a later API version brings. */
record OpenAiFields(boolean refuseUnknown) {
    void only(JsonNode object, String path, String... known) {
        only(object, path, Set.of(known));
    }

    void only(JsonNode object, String path, Set<String> known) {
        Strict.check(object.isObject(), path, "must be an object");
        for (Iterator<String> names = object.fieldNames(); refuseUnknown && names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name) && !name.startsWith("x_")) {
                throw RequestRefused.unknownField(Strict.child(path, name));
            }
        }
    }
}
