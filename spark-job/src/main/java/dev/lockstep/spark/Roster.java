package dev.lockstep.spark;

import dev.lockstep.spark.CallLine.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The workers of one standing job, their crews, and the calls of both that wait. Used under the lock of its {@link Generation}. */
final class Roster {
    private final Map<Integer, Member> members = new TreeMap<>();
    private final Map<Integer, Desk> crews = new TreeMap<>();

    /** The worker of a range. */
    static final class Member {
        private final int range;
        private final String executor;
        private final long attempt;
        private final String address;
        private final CallLine line = new CallLine();

        private Member(Report.Here here, String address) {
            this.range = here.range();
            this.executor = here.executor();
            this.attempt = here.attempt();
            this.address = address;
        }

        String executor() {
            return executor;
        }

        /** Spark's number of its task. */
        long attempt() {
            return attempt;
        }

        String address() {
            return address;
        }

        CallLine line() {
            return line;
        }
    }

    /** Where a crew reports to. */
    static final class Desk {
        private final List<Integer> ranges;
        private final CallLine line = new CallLine();
        private long answered;
        private long weights;

        private Desk(List<Integer> ranges) {
            this.ranges = List.copyOf(ranges);
        }

        CallLine line() {
            return line;
        }

        /** Whether the crew has answered in a turn, or a later one. */
        boolean hasAnswered(long turn) {
            return answered >= turn;
        }

        /** Notes an answer; false if it is not the first in that turn. */
        boolean answers(long turn) {
            if (hasAnswered(turn)) {
                return false;
            }
            answered = turn;
            return true;
        }

        /** Notes whose weights the crew has. */
        void hasWeightsOf(long question) {
            weights = question;
        }
    }

    /** How many workers there are. */
    int size() {
        return members.size();
    }

    /** The crews, each by its first range: none before {@link #formCrews}. */
    List<Integer> crews() {
        return List.copyOf(crews.keySet());
    }

    /** Whether all crews have the weights of a question. */
    boolean hasWeightsOf(long question) {
        return crews.values().stream().allMatch(desk -> desk.weights == question);
    }

    /** The worker of a range: the first that was there. */
    Member member(Report.Here here, String address) {
        return members.computeIfAbsent(here.range(), range -> new Member(here, address));
    }

    /** A worker of which this is so, if there is one. */
    Optional<Member> find(Predicate<Member> condition) {
        return members.values().stream().filter(condition).findFirst();
    }

    /** The desk of a crew, if there is such a crew. */
    Optional<Desk> desk(int crew) {
        return Optional.ofNullable(crews.get(crew));
    }

    /** Makes the workers of each executor a crew, and tells all who wait. */
    List<Reply> formCrews() {
        Map<String, List<Integer>> byExecutor = new LinkedHashMap<>();
        members.forEach((range, member) -> byExecutor
                .computeIfAbsent(member.executor, executor -> new ArrayList<>())
                .add(range));
        byExecutor.values().forEach(crew -> crews.put(crew.get(0), new Desk(crew)));
        return members.values().stream()
                .flatMap(member -> join(member).stream())
                .toList();
    }

    /** Tells a worker, if it waits, which crew it is of. */
    Optional<Reply> join(Member member) {
        Desk crew = crews.values().stream()
                .filter(desk -> desk.ranges.contains(member.range))
                .findFirst()
                .orElseThrow();
        return member.line.reply(Parcel.of(new Order.Join(crew.ranges)));
    }

    /** Tells every crew that waits what is for it. */
    List<Reply> tellCrews(IntFunction<Parcel> parcels) {
        List<Reply> replies = new ArrayList<>();
        crews.forEach((crew, desk) -> desk.line().reply(parcels.apply(crew)).ifPresent(replies::add));
        return replies;
    }

    /** Tells everybody who waits. */
    List<Reply> tellAll(Parcel parcel) {
        return Stream.concat(
                        members.values().stream().map(Member::line),
                        crews.values().stream().map(Desk::line))
                .flatMap(line -> line.reply(parcel).stream())
                .toList();
    }
}
