import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** An in-memory server that speaks MongoDB's protocol on a free port of 127.0.0.1; prints its address, runs until killed. */
public class MongoForTests {
    /** The versions that the library knows are too old for today's drivers; what the tests use of 7.0 it does have. */
    private static final MongoVersion SEVEN = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(7, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 21;
        }
    };

    public static void main(String[] arguments) {
        MemoryBackend backend = new MemoryBackend();
        backend.version(SEVEN);
        MongoServer server = new MongoServer(backend);
        server.enableOplog();
        server.bind("127.0.0.1", 0);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        System.out.println("mongodb://127.0.0.1:" + server.getLocalAddress().getPort() + "/");
    }
}
