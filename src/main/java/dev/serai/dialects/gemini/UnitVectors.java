package dev.serai.dialects.gemini;

import java.util.List;

/** Makes vectors as long as OpenAI's, which are of length 1. Stateless. */
final class UnitVectors {
    private UnitVectors() {}

    /**
     * Gemini's are of length 1 only where they have all their numbers; those that were shortened must be divided by their length,
     * or products of them mean nothing.
     */
    static List<float[]> where(boolean shortened, List<float[]> vectors) {
        return shortened ? vectors.stream().map(UnitVectors::unit).toList() : vectors;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float number : vector) {
            squares += (double) number * number;
        }
        double length = Math.sqrt(squares);
        if (length == 0) {
            return vector;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }
}
