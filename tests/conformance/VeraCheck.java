import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates PDFs with veraPDF, as many as are asked for in one virtual machine.
 *
 * <p>Input: lines “FLAVOUR PATH”, from the arguments or, without any, from the standard input; flavours are veraPDF's
 * names: ua1, 2u, 3u. Output for each: a line for each clause that fails (clause and test, how often, the first
 * message and where), then a line “done N PATH”, N being the number of assertions made, which is 0 when the file cannot
 * be read. Exit code 1 when anything failed.
 */
public final class VeraCheck {
    private static boolean clean = true;

    public static void main(String[] requests) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what the libraries print is none of our answer
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Stream<String> asked = requests.length > 0 ? Stream.of(requests) : in.lines();
        asked.forEachOrdered(request -> validate(request, out));
        System.exit(clean ? 0 : 1);
    }

    private static void validate(String request, PrintStream out) {
        String[] words = request.split(" ", 2);
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(words[0]);
        long assertions = 0;
        try (PDFAParser file = Foundries.defaultInstance().createParser(new FileInputStream(words[1]), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(file);
            assertions = result.getTotalAssertions();
            clean &= result.isCompliant();
            report(result, out);
        } catch (Exception | StackOverflowError fault) { // whatever is wrong with one file, the next is still checked
            clean = false;
            out.println(("unreadable: " + fault).lines().collect(Collectors.joining(" ")));
        }
        out.println("done " + assertions + " " + words[1]);
    }

    private static void report(ValidationResult result, PrintStream out) {
        Map<String, Integer> count = new TreeMap<>();
        Map<String, String> first = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String clause = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                count.merge(clause, 1, Integer::sum);
                first.putIfAbsent(clause, assertion.getMessage() + " at " + assertion.getLocation().getContext());
            }
        }
        count.forEach((clause, times) -> {
            String message = first.get(clause).lines().collect(Collectors.joining(" "));
            out.println(clause + " ×" + times + ": " + message);
        });
    }

    private VeraCheck() {}
}
