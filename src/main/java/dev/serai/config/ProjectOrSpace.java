package dev.serai.config;

import java.util.List;
import java.util.Map;

/**
 * On whose account watsonx.ai runs a model: a project or a deployment space, exactly one of them; a deployment belongs to a
 * space already. Stateless.
 */
final class ProjectOrSpace {
    private static final String PROJECT = "project_id";
    private static final String SPACE = "space_id";
    private static final String VARIABLE = "IBM_PROJECT_ID";

    private ProjectOrSpace() {}

    /** Names a section that has both. */
    static void check(YamlSection section, Map<String, Object> settings) {
        if (settings.containsKey(PROJECT) && settings.containsKey(SPACE)) {
            section.problem("has both project_id and space_id", "keep the one that the model is used in");
        }
    }

    /** The provider as a model's entry needs it: one that brings its own account does not wait for the provider's. */
    static ProviderSettings neededBy(Map<String, Object> entry, ProviderSettings provider) {
        boolean own = entry.containsKey(PROJECT) || entry.containsKey(SPACE) || entry.containsKey("deployment");
        if (!own || !provider.type().equals("ibm") || !provider.missing().contains(VARIABLE)) {
            return provider;
        }
        List<String> others = provider.missing().stream()
                .filter(name -> !name.equals(VARIABLE))
                .toList();
        return provider.withMissing(others);
    }
}
