package dev.serai.accounting;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.serai.config.ModelTarget;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts tokens of texts as a model would: OpenAI's by its vocabulary, all others' by the bytes that one takes. A vocabulary is
 * read in the background when it is first asked for (half a second, 15 to 29 MB of heap), and until then, or where the heap is
 * small, bytes have to do. Thread-safe; nobody waits.
 *
 * @see <a href="https://docs.claude.com/en/docs/about-claude/glossary#tokens">Anthropic: about 3.5 English characters</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/tokens">Google: about 4 characters</a>
 */
final class Tokenizers {
    private static final Logger LOG = LoggerFactory.getLogger(Tokenizers.class);
    private static final Set<String> WITH_VOCABULARY = Set.of("gpt", "gpt-reasoning", "gpt-oss");
    private static final Pattern OLDER = Pattern.compile("(gpt-3\\.?5|gpt-4(?![.o])|text-embedding|davinci|babbage).*");
    private static final double BYTES_PER_TOKEN = 4;
    private static final double BYTES_PER_TOKEN_OF_CLAUDE = 3.5;
    private static final long SMALLEST_HEAP = 192L << 20;

    private final Map<EncodingType, Encoding> loaded = new ConcurrentHashMap<>();
    private final Set<EncodingType> asked = ConcurrentHashMap.newKeySet();
    private final long heap;

    /** @param heap the most that the JVM may take, in bytes */
    Tokenizers(long heap) {
        this.heap = heap;
    }

    /**
     * The tokens of a text.
     *
     * @param beginning of it
     * @param bytes all of it in UTF-8: what is behind the beginning counts as the beginning did
     */
    long count(ModelTarget target, String beginning, long bytes) {
        if (bytes == 0) {
            return 0;
        }
        Encoding vocabulary = vocabulary(target);
        if (vocabulary == null) {
            return (long) Math.ceil(bytes / bytesPerToken(target));
        }
        long tokens = vocabulary.countTokensOrdinary(beginning);
        long counted = beginning.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return bytes <= counted ? tokens : (long) Math.ceil((double) tokens * bytes / counted);
    }

    private static double bytesPerToken(ModelTarget target) {
        return target.facts().family().equals("claude") ? BYTES_PER_TOKEN_OF_CLAUDE : BYTES_PER_TOKEN;
    }

    private @Nullable Encoding vocabulary(ModelTarget target) {
        if (!WITH_VOCABULARY.contains(target.facts().family()) || heap < SMALLEST_HEAP) {
            return null;
        }
        EncodingType type =
                OLDER.matcher(target.knownAs()).matches() ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE;
        Encoding known = loaded.get(type);
        if (known == null && asked.add(type)) {
            Thread reader = new Thread(() -> load(type), "serai-vocabulary");
            reader.setDaemon(true);
            reader.start();
        }
        return known;
    }

    private void load(EncodingType type) {
        EncodingRegistry registry = Encodings.newLazyEncodingRegistry();
        loaded.put(type, registry.getEncoding(type));
        LOG.debug("vocabulary {} is read", type.getName());
    }
}
