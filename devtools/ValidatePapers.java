import java.io.File;
import java.util.List;
import java.util.stream.Collectors;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks veraPDF's library whether files are PDF/A-3a. Run from source by devtools/validating.py, which reads the answer.
 *
 * In: paths of PDF files. Out, a line a file: its path, "passed" or "failed", how many checks were made, and each
 * broken clause with its number of places and its sentence, separated by tabs.
 */
public class ValidatePapers {
    static final PDFAFlavour FLAVOUR = PDFAFlavour.PDFA_3_A;

    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String path : paths) {
            try (var parser = Foundries.defaultInstance().createParser(new File(path), FLAVOUR)) {
                var result = Foundries.defaultInstance().createValidator(FLAVOUR, false).validate(parser);
                var verdict = result.isCompliant() ? "passed" : "failed";
                var line = List.of(path, verdict, String.valueOf(result.getTotalAssertions()), faults(result));
                System.out.println(String.join("\t", line));
            }
        }
    }

    static String faults(ValidationResult result) {
        var sentences = result.getTestAssertions().stream()
            .collect(Collectors.toMap(said -> said.getRuleId(), said -> said.getMessage(), (one, same) -> one));
        return result.getFailedChecks().entrySet().stream()
            .map(broken -> String.format("%s-%d, %d ×: %s", broken.getKey().getClause(), broken.getKey().getTestNumber(),
                broken.getValue(), sentences.get(broken.getKey())))
            .sorted()
            .map(text -> text.replaceAll("\\s+", " "))
            .collect(Collectors.joining("; "));
    }
}
