package dev.serai.dialects;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** {@code errors/<dialect>/<case>/}: provider.json, status.txt, headers.txt to failure.json. */
class ErrorGoldenTest {
    @TestFactory
    Stream<DynamicContainer> errors() {
        return Goldens.cases("errors", ErrorGoldenTest::check);
    }

    private static void check(ChatDialect dialect, Path folder) {
        int status = Integer.parseInt(Goldens.text(folder.resolve("status.txt")).strip());
        ProviderAnswer answer =
                new ProviderAnswer(status, Goldens.headers(folder), Goldens.bytes(folder.resolve("provider.json")));
        Goldens.check(folder.resolve("failure.json"), Goldens.failure(dialect.failure(answer)));
    }
}
