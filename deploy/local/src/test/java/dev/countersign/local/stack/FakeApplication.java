package dev.countersign.local.stack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Stands in for sandbox and orchestrator: is ready at once and ends with its standard input. */
public final class FakeApplication {
    private FakeApplication() {}

    public static void main(String[] arguments) throws IOException {
        String port = System.getenv().getOrDefault("COUNTERSIGN_PORT", System.getenv("COUNTERSIGN_SANDBOX_PORT"));
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        while (System.in.read() >= 0) {}
        System.exit(0);
    }

    /** A jar that starts this class, as the packaged applications are started. */
    static Applications applications(Path folder) throws IOException {
        Path jar = folder.resolve("fake.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeApplication.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        FakeApplication.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString());
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return new Applications(jar, jar, Map.of("COUNTERSIGN_SECRET_OPENAI", "from the caller"));
    }
}
