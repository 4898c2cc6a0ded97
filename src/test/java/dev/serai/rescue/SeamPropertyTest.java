package dev.serai.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever text breaks off wherever, and whatever of it comes again: the joined text is the text. No word stands in it twice
 * (where one does, at the very seam, nobody could tell), and no word begins as it goes on.
 */
class SeamPropertyTest {
    private static final List<String> SPACES = List.of(" ", "\n", "\n\n", "\n- ", ", ", ". ");

    @Property(tries = 1000)
    void aTextThatGoesOnIsWhole(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 0, max = 1_000_000) int where,
            @ForAll @IntRange(min = 1, max = 40) int pieces,
            @ForAll boolean asked) {
        String said = text.substring(0, where % (text.length() + 1));
        // The second model was not shown the white space: it says all of it again, or none where no more is to come.
        boolean withinSpace = said.length() < text.length() && Character.isWhitespace(text.charAt(said.length()));
        String shown = asked || withinSpace ? said.stripTrailing() : said;
        assertThat(said + SeamTest.joined(new Seam(said, false), text.substring(shown.length()), pieces))
                .isEqualTo(text);
    }

    @Property(tries = 1000)
    void aTextThatComesAgainInPartIsWhole(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 0, max = 1_000_000) int where,
            @ForAll @IntRange(min = 1, max = 20) int words,
            @ForAll @IntRange(min = 1, max = 40) int pieces,
            @ForAll("leads") String lead) {
        String said = text.substring(0, where % (text.length() + 1));
        int from = beginning(said.stripTrailing(), words);
        if (said.stripTrailing().length() - from < 2 || said.length() - from > 400) {
            return; // One letter alone is no repetition, and further back nobody looks.
        }
        assertThat(said + SeamTest.joined(new Seam(said, false), lead + text.substring(from), pieces))
                .isEqualTo(text);
    }

    @Property(tries = 1000)
    void aTextThatBeginsAsItWasAskedIsWhole(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 0, max = 1_000_000) int where,
            @ForAll @IntRange(min = 1, max = 40) int pieces) {
        String said = text.substring(0, where % (text.length() + 1));
        String words = said.stripTrailing();
        String anchored = Seam.anchor(said) + text.substring(words.length());
        assertThat(said + SeamTest.joined(new Seam(said, true), anchored, pieces))
                .isEqualTo(text);
    }

    /** Where the last words of a text begin: so many, the last perhaps torn. */
    private static int beginning(String said, int words) {
        int at = said.length();
        for (int count = 0; count < words && at > 0; count++) {
            do {
                at--;
            } while (at > 0 && !(Character.isLetter(said.charAt(at)) && !Character.isLetter(said.charAt(at - 1))));
        }
        return at;
    }

    @Provide
    Arbitrary<String> leads() {
        return Arbitraries.of("", " ", "\n", "\n\n");
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> word = Arbitraries.shuffle(List.of('a', 'b', 'c', 'd', 'e', 'f', '\u00e9', '\u00df'))
                .flatMap(letters -> Arbitraries.integers()
                        .between(2, letters.size())
                        .map(size -> {
                            StringBuilder joined = new StringBuilder();
                            letters.subList(0, size).forEach(joined::append);
                            return joined.toString();
                        }));
        Arbitrary<List<String>> words = word.list().ofMinSize(1).ofMaxSize(60).uniqueElements();
        Arbitrary<List<String>> spaces = Arbitraries.of(SPACES).list().ofSize(60);
        return Combinators.combine(words, spaces).as((each, between) -> {
            StringBuilder text = new StringBuilder();
            List<String> distinct = withoutPartsOfOthers(each);
            for (int i = 0; i < distinct.size(); i++) {
                text.append(distinct.get(i)).append(between.get(i));
            }
            return text.toString();
        });
    }

    /** After "ab ", nobody can tell whether "abc" is the next word, or "ab" once more and its end; nor, after "ca a", what "a" is. */
    private static List<String> withoutPartsOfOthers(List<String> words) {
        List<String> distinct = new ArrayList<>();
        for (String word : words) {
            if (distinct.stream().noneMatch(other -> other.contains(word) || word.contains(other))) {
                distinct.add(word);
            }
        }
        return distinct;
    }
}
