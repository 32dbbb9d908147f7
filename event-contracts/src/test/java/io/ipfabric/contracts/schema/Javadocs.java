package io.ipfabric.contracts.schema;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ValueTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** What the sources say of classes and record components. So a field is described once, where it is declared. */
public final class Javadocs {

    private final Map<String, String> classes = new HashMap<>();
    private final Map<String, String> components = new HashMap<>();

    /** Reads all sources under a folder; nothing is compiled. */
    public static Javadocs under(Path folder) {
        var javadocs = new Javadocs();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var sources = Files.walk(folder);
                var files = compiler.getStandardFileManager(null, null, null)) {
            var units = files.getJavaFileObjectsFromPaths(
                    sources.filter(file -> file.toString().endsWith(".java")).toList());
            var task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, units);
            var trees = DocTrees.instance(task);
            for (var unit : task.parse()) {
                javadocs.read(unit, trees);
            }
            return javadocs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<String> of(Class<?> type) {
        return Optional.ofNullable(classes.get(type.getCanonicalName()));
    }

    public Optional<String> of(Class<?> record, String component) {
        return Optional.ofNullable(components.get(record.getCanonicalName() + "#" + component));
    }

    private void read(CompilationUnitTree unit, DocTrees trees) {
        new TreePathScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree type, String owner) {
                var name = owner + "." + type.getSimpleName();
                var comment = trees.getDocCommentTree(getCurrentPath());
                if (comment != null) {
                    classes.put(name, text(comment.getFullBody()));
                    comment.getBlockTags().stream()
                            .filter(ParamTree.class::isInstance)
                            .map(ParamTree.class::cast)
                            .forEach(param -> components.put(
                                    name + "#" + param.getName(), sentence(text(param.getDescription()))));
                }
                return super.visitClass(type, name);
            }
        }.scan(unit, String.valueOf(unit.getPackageName()));
    }

    private static String text(List<? extends DocTree> trees) {
        return trees.stream()
                .map(Javadocs::text)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** Plain text: inline tags lose their braces, links and constants keep their names. */
    private static String text(DocTree tree) {
        return switch (tree) {
            case LiteralTree literal -> literal.getBody().getBody();
            case LinkTree link ->
                link.getLabel().isEmpty() ? simple(link.getReference().getSignature()) : text(link.getLabel());
            case ValueTree value -> simple(String.valueOf(value.getReference()));
            default -> tree.toString().replace("<sup>", "^").replaceAll("</?\\w+>", "");
        };
    }

    /** {@code a.b.C#d(e)} is {@code d} or {@code C}. */
    private static String simple(String signature) {
        var name = signature.replaceAll("\\(.*", "");
        return name.substring(Math.max(name.lastIndexOf('#'), name.lastIndexOf('.')) + 1);
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
