package dev.serai.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.audit.Actor;
import dev.serai.config.ConfigFile;
import dev.serai.config.ModelMapping;
import dev.serai.errors.GatewayException;
import dev.serai.health.Readiness;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the gateway is at work with: providers, a model's plan, the configuration, and its reload. Nothing of it holds a secret.
 * Thread-safe.
 */
public final class GatewayOperations {
    private static final String MODEL = "model";
    private static final Set<String> NONE = Set.of();

    private final Supplier<ModelMapping> mapping;
    private final Readiness readiness;
    private final BiFunction<ModelMapping, String, ObjectNode> plan;
    private final Supplier<List<ConfigFile>> files;
    private final Consumer<Actor> reload;
    private final Instant startedAt;

    /**
     * @param plan how a model's next request would go
     * @param files that the configuration is made of, as they are now
     * @param reload looks for changes now for whoever it is, and returns when they are in use or refused
     */
    public GatewayOperations(
            Supplier<ModelMapping> mapping,
            Readiness readiness,
            BiFunction<ModelMapping, String, ObjectNode> plan,
            Supplier<List<ConfigFile>> files,
            Consumer<Actor> reload,
            Clock clock) {
        this.mapping = mapping;
        this.readiness = readiness;
        this.plan = plan;
        this.files = files;
        this.reload = reload;
        this.startedAt = clock.instant();
    }

    public AdminAnswer providers(AdminRequest request) {
        request.allow(NONE);
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        list.set("data", readiness.providers());
        return AdminAnswer.json(list);
    }

    public AdminAnswer models(AdminRequest request) {
        request.allow(NONE);
        return AdminAnswer.json(MappedModels.list(mapping.get()));
    }

    public AdminAnswer routes(AdminRequest request) {
        request.allow(Set.of(MODEL));
        String model = request.parameter(MODEL);
        if (model == null) {
            throw GatewayException.invalid("missing_required_parameter", MODEL, "Which model's plan? Say ?model=NAME");
        }
        return AdminAnswer.json(plan.apply(mapping.get(), model));
    }

    public AdminAnswer configuration(AdminRequest request) {
        request.allow(NONE);
        return AdminAnswer.json(report());
    }

    public AdminAnswer reload(AdminRequest request) {
        request.allow(NONE);
        request.unconditional();
        request.fieldsIfAny().allow(NONE);
        reload.accept(request.actor());
        return AdminAnswer.json(report());
    }

    private ObjectNode report() {
        ModelMapping current = mapping.get();
        ObjectNode report = JsonNodeFactory.instance
                .objectNode()
                .put("object", "configuration")
                .put("started_at", startedAt.toString())
                .put("models", current.models().size())
                .put("providers", current.providers().size());
        current.withoutEffect().forEach(report.putArray("without_effect")::add);
        ArrayNode list = report.putArray("files");
        for (ConfigFile file : files.get()) {
            list.addObject()
                    .put("name", file.name())
                    .put("path", file.path() == null ? null : file.path().toString())
                    .put("sha256", sha256(file.content()));
        }
        report.setAll(readiness.reloads());
        return report;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
