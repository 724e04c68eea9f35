package dev.countersign.orchestrator.principal;

import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.ledger.Traces;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** People, their tokens and their sessions. Secrets are looked up by hash. Blocks; virtual threads only. */
@Singleton
public class People {
    private static final NamedSql PERSON = NamedSql.of("SELECT id, name, roles, groups FROM person WHERE id = :id");
    private static final NamedSql UPSERT = NamedSql.of("""
            INSERT INTO person (id, name, roles, groups, mail) VALUES (:id, :name, :roles, :groups, :mail)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name""");
    private static final NamedSql PERSON_TOKEN = NamedSql.of("""
            INSERT INTO api_token (hash, person_id) VALUES (:hash, :id) ON CONFLICT (hash) DO NOTHING""");
    private static final NamedSql AGENT_TOKEN = NamedSql.of("""
            INSERT INTO api_token (hash, agent_id, owner, scopes) VALUES (:hash, :id, :owner, :scopes)
            ON CONFLICT (hash) DO UPDATE SET scopes = excluded.scopes""");
    private static final NamedSql BY_TOKEN = NamedSql.of("""
            SELECT t.agent_id, t.owner, t.scopes, p.id, p.name, p.roles, p.groups
            FROM api_token t LEFT JOIN person p ON p.id = t.person_id
            WHERE t.hash = :hash AND (t.expires_at IS NULL OR t.expires_at > clock_timestamp())""");
    private static final NamedSql BY_SESSION = NamedSql.of("""
            SELECT p.id, p.name, p.roles, p.groups FROM session s JOIN person p ON p.id = s.person_id
            WHERE s.hash = :hash AND s.expires_at > clock_timestamp()""");
    private static final NamedSql OPEN_SESSION = NamedSql.of("""
            INSERT INTO session (hash, person_id, expires_at)
            VALUES (:hash, :id, clock_timestamp() + :seconds * interval '1 second')""");
    private static final NamedSql END_SESSION = NamedSql.of("DELETE FROM session WHERE hash = :hash");
    private static final NamedSql OFFER_LINK = NamedSql.of("""
            INSERT INTO sign_in_link (hash, person_id, expires_at)
            VALUES (:hash, :id, clock_timestamp() + :seconds * interval '1 second')""");
    private static final NamedSql LINK = NamedSql.of("""
            SELECT p.id, p.name FROM sign_in_link l JOIN person p ON p.id = l.person_id
            WHERE l.hash = :hash AND l.used_at IS NULL AND l.expires_at > clock_timestamp()""");
    private static final NamedSql USE_LINK = NamedSql.of("""
            UPDATE sign_in_link SET used_at = clock_timestamp()
            WHERE hash = :hash AND used_at IS NULL AND expires_at > clock_timestamp() RETURNING person_id""");
    private static final NamedSql NAMES = NamedSql.of("SELECT id, name FROM person WHERE id = ANY(:ids)");

    private static final NamedSql ENTRIES = NamedSql.of("""
            SELECT id, name, roles, groups, mail FROM person
            WHERE (:after::text IS NULL OR id > :after) AND (:group::text IS NULL OR :group = ANY(groups))
            ORDER BY id LIMIT :max""");
    private static final NamedSql ENTRY =
            NamedSql.of("SELECT id, name, roles, groups, mail FROM person WHERE id = :id");
    private static final NamedSql PUT = NamedSql.of("""
            WITH moved AS (
              INSERT INTO person AS p (id, name, roles, groups, mail) VALUES (:id, :name, :roles, :groups, :mail)
              ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles, groups = excluded.groups,
                mail = excluded.mail
              WHERE (p.name, p.roles, p.groups) IS DISTINCT FROM (excluded.name, excluded.roles, excluded.groups)
                OR p.mail IS DISTINCT FROM excluded.mail
              RETURNING id)
            SELECT ledger_append('people', NULL::uuid, :trace, :events::text::json) FROM moved""");

    private final Database database;
    private final Ids ids;
    private final LedgerWorkers ledger;
    private final Map<String, String> names = new ConcurrentHashMap<>();

    public People(Database database, Ids ids, LedgerWorkers ledger) {
        this.database = database;
        this.ids = ids;
        this.ledger = ledger;
    }

    /** A person as operators keep them; {@code mail} null means that no mail is sent. */
    public record Entry(Caller.Person person, @Nullable String mail) {}

    /** By id; {@code after} null for the first page, {@code group} null for everybody. */
    public List<Entry> entries(@Nullable String after, @Nullable String group, int max) {
        return database
                .rows(ENTRIES, Bindings.of("after", after).and("group", group).and("max", max))
                .stream()
                .map(People::entry)
                .toList();
    }

    public Optional<Entry> entry(String id) {
        return database.row(ENTRY, Bindings.of("id", id)).map(People::entry);
    }

    /** Sets what a person may do, or adds the person. True from the next vote's own statement on. */
    public void put(Entry entry, String by) {
        Caller.Person person = entry.person();
        Story story = Story.with(ids)
                .tell(
                        EventType.PEOPLE_CHANGED,
                        person.id(),
                        Story.data()
                                .put("by", by)
                                .put("person", person.id())
                                .put("roles", Rows.JSON.valueToTree(new TreeSet<>(person.roles())))
                                .put("groups", Rows.JSON.valueToTree(new TreeSet<>(person.groups())))
                                .end());
        database.rows(
                PUT,
                Bindings.of("id", person.id())
                        .and("name", person.name())
                        .and("roles", new TreeSet<>(person.roles()))
                        .and("groups", new TreeSet<>(person.groups()))
                        .and("mail", entry.mail())
                        .and("trace", Traces.fresh())
                        .and("events", story.json()));
        names.put(person.id(), person.name());
        ledger.wake();
    }

    public Optional<Caller.Person> person(String id) {
        return database.row(PERSON, Bindings.of("id", id)).map(People::person);
    }

    /** A person's display name; the id when nobody knows the id. */
    public String name(@Nullable String id) {
        if (id == null) {
            return "";
        }
        String known = names.get(id);
        if (known == null) {
            known = person(id).map(Caller.Person::name).orElse(id);
            names.put(id, known);
        }
        return known;
    }

    /** Warms the names of one page in one query. */
    public void learnNames(Collection<String> ids) {
        if (!names.keySet().containsAll(ids)) {
            database.rows(NAMES, Bindings.of("ids", Set.copyOf(ids)))
                    .forEach(row -> names.put(row.getString("id"), row.getString("name")));
        }
    }

    /** Adds a person, or takes over a new name; roles and groups of a known person are the operator's to change. */
    public void learn(Caller.Person person, @Nullable String mail, Secret token) {
        database.execute(
                UPSERT,
                Bindings.of("id", person.id())
                        .and("name", person.name())
                        .and("roles", person.roles())
                        .and("groups", person.groups())
                        .and("mail", mail));
        database.execute(PERSON_TOKEN, hash(token).and("id", person.id()));
    }

    public void learn(Caller.Agent agent, Secret token) {
        database.execute(
                AGENT_TOKEN,
                hash(token).and("id", agent.id()).and("owner", agent.owner()).and("scopes", agent.scopes()));
    }

    /** Whose bearer token this is; empty when it is unknown or expired. */
    public Optional<Caller> byToken(Secret token) {
        return database.row(BY_TOKEN, hash(token)).map(row -> {
            String agent = row.getString("agent_id");
            return agent == null
                    ? person(row)
                    : new Caller.Agent(agent, row.getString("owner"), Set.copyOf(Rows.texts(row, "scopes")));
        });
    }

    public Optional<Caller.Person> bySession(Secret session) {
        return database.row(BY_SESSION, hash(session)).map(People::person);
    }

    public Secret openSession(String person, Duration lives) {
        Secret session = Secret.random();
        database.execute(OPEN_SESSION, hash(session).and("id", person).and("seconds", (int) lives.toSeconds()));
        return session;
    }

    public void endSession(Secret session) {
        database.execute(END_SESSION, hash(session));
    }

    /** A single-use sign-in link's token. */
    public Secret offerLink(String person, Duration lives) {
        Secret link = Secret.random();
        database.execute(OFFER_LINK, hash(link).and("id", person).and("seconds", (int) lives.toSeconds()));
        return link;
    }

    /** The name of the person whose unused link this is. */
    public Optional<String> linkOf(Secret link) {
        return database.row(LINK, hash(link)).map(row -> row.getString("name"));
    }

    /** Uses the link up; of two at once, one gets the person. */
    public Optional<String> useLink(Secret link) {
        return database.row(USE_LINK, hash(link)).map(row -> row.getString("person_id"));
    }

    private static Bindings hash(Secret secret) {
        return Bindings.of("hash", Buffer.buffer(secret.hash()));
    }

    private static Entry entry(Row row) {
        return new Entry(person(row), row.getString("mail"));
    }

    private static Caller.Person person(Row row) {
        return new Caller.Person(
                row.getString("id"),
                row.getString("name"),
                Set.copyOf(Rows.texts(row, "roles")),
                Set.copyOf(Rows.texts(row, "groups")));
    }
}
