package dev.serai;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.ModelMapping;
import dev.serai.config.Transformation;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.transformed.TransformedRequest;
import dev.serai.errors.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whether what the transformations make of a request is one still: else clients would be told what they can't mend. */
final class TransformationRules {
    private static final byte[] PLAIN = "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
            .getBytes(StandardCharsets.UTF_8);

    private TransformationRules() {}

    /** @throws InvalidConfigurationException with every transformation that makes of a plain request what is none */
    static ModelMapping checked(ModelMapping mapping) {
        ChatRequestReader reader = new ChatRequestReader();
        ChatRequest plain = reader.read(PLAIN);
        List<ConfigurationProblem> problems = new ArrayList<>();
        for (Transformation.Named each : mapping.transformations().values()) {
            try {
                reader.read(TransformedRequest.of(plain, each).body());
            } catch (GatewayException e) {
                problems.add(new ConfigurationProblem(
                        "transformations", 0, 0, each.name(), e.error().message(), null));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return mapping;
    }
}
