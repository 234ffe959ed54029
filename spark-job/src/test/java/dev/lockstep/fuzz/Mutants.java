package dev.lockstep.fuzz;

import dev.lockstep.numeric.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damaged files: one to four seeded mutations of a whole one. The n-th is the same in every run. */
public final class Mutants {
    private static final int MOST_MUTATIONS = 4;
    private static final int MOST_REPEATS = 64;
    private static final byte[][] NUMBERS = bytes(
            "-1",
            "0",
            "1e999",
            "-0.0",
            "NaN",
            "2147483648",
            "9223372036854775807",
            "18446744073709551614",
            "0.1",
            "null");

    private final List<byte[]> samples;
    private final byte[][] words;
    private final RandomGenerator random;

    /**
     * Mutants of these files.
     *
     * @param words of the format, put in here and there
     */
    public Mutants(long seed, List<byte[]> samples, String... words) {
        this.samples = List.copyOf(samples);
        this.words = bytes(words);
        this.random = Seeds.generator(seed);
    }

    /** The next one. */
    public byte[] next() {
        byte[] file = samples.get(random.nextInt(samples.size())).clone();
        for (int i = random.nextInt(MOST_MUTATIONS); i >= 0; i--) {
            file = mutate(file);
        }
        return file;
    }

    private byte[] mutate(byte[] file) {
        if (file.length == 0) {
            return words[random.nextInt(words.length)].clone();
        }
        int at = random.nextInt(file.length);
        int end = Math.min(file.length, at + 1 + random.nextInt(16));
        switch (random.nextInt(9)) {
            case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> file[at] = (byte) random.nextInt(256);
            case 2 -> Arrays.fill(file, at, end, (byte) (random.nextBoolean() ? 0 : 0xFF));
            case 3 -> file = Arrays.copyOf(file, at);
            case 4 -> file = replaced(file, at, end, new byte[0]);
            case 5 -> file = replaced(file, at, at, repeated(Arrays.copyOfRange(file, at, end)));
            case 6 -> file = replaced(file, at, at, words[random.nextInt(words.length)]);
            case 7 -> file = withNumber(file, at);
            default -> file = spliced(file, at);
        }
        return file;
    }

    private byte[] repeated(byte[] part) {
        byte[] all = new byte[part.length * (1 + random.nextInt(MOST_REPEATS))];
        for (int i = 0; i < all.length; i++) {
            all[i] = part[i % part.length];
        }
        return all;
    }

    /** Another number in the place of the next one. */
    private byte[] withNumber(byte[] file, int at) {
        int from = at;
        while (from < file.length && !isDigit(file[from])) {
            from++;
        }
        int to = from;
        while (to < file.length && isDigit(file[to])) {
            to++;
        }
        return replaced(file, from, to, NUMBERS[random.nextInt(NUMBERS.length)]);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The end of another file in the place of its own. */
    private byte[] spliced(byte[] file, int at) {
        byte[] other = samples.get(random.nextInt(samples.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return replaced(file, at, file.length, Arrays.copyOfRange(other, from, other.length));
    }

    private static byte[] replaced(byte[] file, int from, int to, byte[] by) {
        byte[] result = new byte[from + by.length + file.length - to];
        System.arraycopy(file, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(file, to, result, from + by.length, file.length - to);
        return result;
    }

    private static byte[][] bytes(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}
