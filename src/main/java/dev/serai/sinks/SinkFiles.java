package dev.serai.sinks;

import dev.serai.config.ConfigFiles;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** The files of the sinks that are switched on, and of the two routes that all of them share. Stateless. */
final class SinkFiles {
    private static final String IN_JAR = "serai/routes/sinks/";
    private static final String SUFFIX = ".camel.yaml";
    private static final List<String> SHARED = List.of("events", "dead-letters");
    private static final String SHIPPED = "file, webhook, kafka, jms, s3";
    /** What the shipped ones need that the gateway does not bring: sink, component, its jar. */
    private static final Map<String, List<String>> COMPONENTS = Map.of(
            "kafka", List.of("kafka", "camel-kafka"),
            "jms", List.of("jms", "camel-jms"),
            "s3", List.of("aws2-s3", "camel-aws2-s3"));

    private SinkFiles() {}

    static void load(CamelContext camel, SinkSettings settings) {
        List<ConfigurationProblem> problems = new ArrayList<>();
        List<Resource> files = new ArrayList<>();
        for (String shared : SHARED) {
            files.add(file(camel, settings, shared));
        }
        for (String name : settings.names()) {
            Resource file = file(camel, settings, "to-" + name);
            if (!file.exists()) {
                problems.add(problem(
                        "\"" + name + "\" has no file " + settings.routes().resolve("to-" + name + SUFFIX)
                                + "; those that are shipped are " + SHIPPED));
            }
            List<String> component = COMPONENTS.get(name);
            if (component != null && camel.getComponent(component.get(0), true, false) == null) {
                problems.add(problem("\"" + name + "\" needs " + component.get(1)
                        + " and what that needs on the class path: see docs/how-to/send-events-elsewhere.md"));
            }
            files.add(file);
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(files);
        } catch (Exception e) {
            throw new InvalidConfigurationException(List.of(problem("routes/sinks can't be used: " + e.getMessage())));
        }
    }

    private static Resource file(CamelContext camel, SinkSettings settings, String name) {
        Path own = settings.routes().resolve(name + SUFFIX);
        String location = ConfigFiles.isAbsent(own) ? "classpath:" + IN_JAR + name + SUFFIX : "file:" + own;
        return PluginHelper.getResourceLoader(camel).resolveResource(location);
    }

    private static ConfigurationProblem problem(String message) {
        return new ConfigurationProblem("settings", 0, 0, SinkSettings.NAMES, message, null);
    }
}
