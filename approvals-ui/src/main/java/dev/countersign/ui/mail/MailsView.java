package dev.countersign.ui.mail;

import dev.countersign.ui.page.Frame;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of mails. */
@TemplateData
public record MailsView(Frame frame, List<Letter> letters) {

    private static final Pattern LINK = Pattern.compile("https?://[^/\\s]+(/inbox[0-9a-f/-]*)");

    /** One mail; {@code lines} are its body, a link to this inbox standing alone in a part. */
    @TemplateData
    public record Letter(String to, String address, String subject, List<Part> parts, Moment at, boolean sent) {}

    /** Text, or a link of ours. */
    @TemplateData
    public record Part(String text, String href) {}

    static MailsView of(Frame frame, List<Mailbox.Mail> mails, Instant now) {
        return new MailsView(
                frame, mails.stream().map(mail -> letter(mail, now)).toList());
    }

    private static Letter letter(Mailbox.Mail mail, Instant now) {
        return new Letter(
                InertText.line(mail.name(), 200).value(),
                InertText.line(mail.address(), 320).value(),
                InertText.line(mail.subject(), 300).value(),
                parts(InertText.block(mail.body(), 100_000).value()),
                Moment.clock(mail.at(), now),
                mail.sentAt() != null);
    }

    private static List<Part> parts(String body) {
        var parts = new ArrayList<Part>();
        Matcher links = LINK.matcher(body);
        int from = 0;
        while (links.find()) {
            parts.add(new Part(body.substring(from, links.start()), ""));
            // Only the path: the page stays where it is, whatever the mail says its server is called.
            parts.add(new Part(links.group(), links.group(1)));
            from = links.end();
        }
        parts.add(new Part(body.substring(from), ""));
        return parts;
    }
}
