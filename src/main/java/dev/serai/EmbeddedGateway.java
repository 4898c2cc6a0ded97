package dev.serai;

import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.lifetimes.Opened;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway inside a Camel application that is there already: its beans under names that begin with {@code serai-}, its
 * routes but for those that only HTTP comes by, and doors, {@code direct:serai-chat} and {@code kamelet:serai-chat-action}
 * among them. The body is an OpenAI chat request; body and headers become the answer's. A refused request throws a
 * {@link dev.serai.errors.GatewayException}, and leaves the message as it was.
 */
public final class EmbeddedGateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedGateway.class);
    private static final String KAMELETS = "classpath:serai/kamelets";
    private static final String METERS = "serai-meters";
    private static final String METERS_OF_CAMEL = "metricsRegistry";

    /** What only requests by HTTP come by, beside the endpoints. */
    private static final Set<String> BY_HTTP_ALONE = Set.of(
            "errors.camel.yaml",
            "pipeline/authenticate.camel.yaml",
            "pipeline/authorize.camel.yaml",
            "pipeline/serve-native.camel.yaml",
            "pipeline/attempt-native.camel.yaml",
            "providers/native-template.camel.yaml");

    private final Components parts;

    private EmbeddedGateway(Components parts) {
        this.parts = parts;
    }

    /**
     * Adds the gateway to a context, started or not. Where it can't, the context is as it was.
     *
     * @throws InvalidConfigurationException with every problem of the configuration
     */
    public static EmbeddedGateway in(CamelContext camel, Settings settings) throws Exception {
        StartupRules.checkEmbedded(settings);
        if (settings.text("serai.sinks").isPresent()) {
            LOG.warn("serai.sinks has no effect inside an application: no event is sent anywhere");
        }
        ContextBefore before = new ContextBefore(camel);
        return Opened.whole(opened -> {
            Components parts = opened.add(Components.embedded(settings, meters(camel.getRegistry())));
            opened.add(before::restore);
            return in(camel, parts, before);
        });
    }

    /** The application's own registry, if it has one that is no other's; else a new one. */
    private static MeterRegistry meters(Registry beans) {
        if (beans.lookupByName(METERS_OF_CAMEL) instanceof MeterRegistry meters) {
            return meters;
        }
        MeterRegistry only = beans.findSingleByType(MeterRegistry.class);
        return only == null ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT) : only;
    }

    private static EmbeddedGateway in(CamelContext camel, Components parts, ContextBefore before) throws Exception {
        FurtherProviders providers = new FurtherProviders(parts);
        Registry beans = before.beans();
        if (!beans.findByType(MeterRegistry.class).contains(parts.meters)) {
            beans.bind(METERS, MeterRegistry.class, parts.meters);
        }
        new Beans(parts).bind(camel, beans);
        providers.bind(beans, parts.mapping());
        findKamelets(camel);
        PluginHelper.getRoutesLoader(camel).loadRoutes(routes(camel));
        providers.addRoutes(camel, parts.mapping());
        parts.policies.load(camel, parts.mapping());
        before.allRoutesAreThere();
        parts.aws.start();
        parts.oci.start();
        parts.readiness.started();
        parts.probes.start();
        return new EmbeddedGateway(parts);
    }

    /** Lets go of connections and threads; the routes are the context's to stop. */
    @Override
    public void close() {
        parts.close();
    }

    private static void findKamelets(CamelContext camel) {
        KameletComponent kamelets = camel.getComponent("kamelet", KameletComponent.class);
        if (!kamelets.getLocation().contains(KAMELETS)) {
            kamelets.setLocation(kamelets.getLocation() + "," + KAMELETS);
        }
    }

    private static List<Resource> routes(CamelContext camel) {
        String pattern = new RouteFiles(Path.of(""))
                .includePattern(path ->
                        !path.startsWith("api/") && !path.startsWith("admin/") && !BY_HTTP_ALONE.contains(path));
        List<Resource> resources = new ArrayList<>();
        for (String location : pattern.split(",")) {
            resources.add(PluginHelper.getResourceLoader(camel).resolveResource(location));
        }
        return resources;
    }
}
