package dev.serai.limits;

import org.jspecify.annotations.Nullable;

/**
 * Whose calls are counted together: a key's or a team's, all of them or those for some models. Immutable.
 *
 * @param ofTeam whether it is a team's
 * @param name of the team, or the key's id
 * @param model the pattern of the models' names; null: all
 */
record Scope(boolean ofTeam, String name, @Nullable String model) {
    /** No two scopes have the same. */
    String id() {
        return (ofTeam ? "team:" : "key:") + name.length() + ":" + name + (model == null ? "" : "|" + model);
    }

    /** For a person, at the beginning of a sentence. */
    String text() {
        return (ofTeam ? "The team " + name : "The API key") + (model == null ? "" : ", for models " + model + ",");
    }

    /** {@code key} or {@code team}, for metrics. */
    String label() {
        return ofTeam ? "team" : "key";
    }
}
