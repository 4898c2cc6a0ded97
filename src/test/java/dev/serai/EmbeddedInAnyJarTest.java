package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The jar where it is no file: within another jar, as Spring Boot packs applications, or behind a class loader of somebody's own. */
class EmbeddedInAnyJarTest {
    private static final String HELLO =
            "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @Test
    void answersWhereNothingCanBeListed() throws Exception {
        ClassLoader nested = new NestedJar();
        Class<?> settings = nested.loadClass("dev.serai.config.Settings");
        Class<?> embedded = nested.loadClass("dev.serai.EmbeddedGateway");
        assertThat(embedded).isNotEqualTo(EmbeddedGateway.class);
        try (DefaultCamelContext host = new DefaultCamelContext()) {
            host.setApplicationContextClassLoader(nested);
            host.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ask").to("kamelet:serai-chat-action");
                }
            });
            Object gateway = embedded.getMethod("in", org.apache.camel.CamelContext.class, settings)
                    .invoke(null, host, settings.getMethod("only", Map.class).invoke(null, Map.of()));
            try (AutoCloseable closed = (AutoCloseable) gateway) {
                assertThat(closed).isNotNull();
                host.start();
                assertThat(host.createProducerTemplate().requestBody("direct:ask", HELLO, String.class))
                        .contains("\"content\":\"Hello\"");
                host.stop();
            }
        }
    }

    /** Serves the gateway's classes and files by URLs that only it can open, and that lead to no folder and no file. */
    private static final class NestedJar extends ClassLoader {
        private static final String CLASSES = "dev/serai/";
        private static final String FILES = "serai/";

        private final ClassLoader real = EmbeddedInAnyJarTest.class.getClassLoader();
        private final ProtectionDomain home =
                new ProtectionDomain(new CodeSource(url(""), (Certificate[]) null), null, this, null);

        NestedJar() {
            super(EmbeddedInAnyJarTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            if (!file.startsWith(CLASSES)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name, file) : loaded;
            }
        }

        private Class<?> define(String name, String file) throws ClassNotFoundException {
            try (InputStream bytes = real.getResourceAsStream(file)) {
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] all = bytes.readAllBytes();
                return defineClass(name, all, 0, all.length, home);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable URL getResource(String name) {
            if (!name.startsWith(CLASSES) && !name.startsWith(FILES)) {
                return super.getResource(name);
            }
            return real.getResource(name) == null ? null : url(name);
        }

        private URL url(String name) {
            try {
                return new URL(
                        null, "nested:/application.jar/!BOOT-INF/lib/serai.jar!/" + name, new URLStreamHandler() {
                            @Override
                            protected URLConnection openConnection(URL url) throws IOException {
                                return real.getResource(name).openConnection();
                            }
                        });
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
