#include "views/widgets/reviewpane.h"

#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/widgets/badge.h"
#include "views/widgets/card.h"
#include "views/widgets/fieldmessage.h"
#include "views/widgets/textlabel.h"

#include <QGridLayout>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace billhook::widgets {

using namespace Qt::StringLiterals;
using theme::Color;
using theme::Type;

namespace {

constexpr int side = 24;

TextLabel *label(const QString &text, Type type = Type::Body, Color color = Color::Text)
{
    auto *made = new TextLabel(type, color);
    made->setText(text);
    return made;
}

// A card, or a soft strip of a tone.
class Section final : public QWidget
{
public:
    explicit Section(Tone tone = Tone::Quiet)
        : m_tone(tone)
    { }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        if (m_tone == Tone::Quiet) {
            paintCardGround(painter, rect(), palette());
            return;
        }
        theme::paint::roundedBox(painter, rect(), theme::metric::radiusControl,
            theme::color(groundToken(m_tone), palette()), Qt::transparent);
        theme::paintIcon(painter, QRectF(12, 10, 16, 16),
            m_tone == Tone::Accent ? u"info"_s : u"triangle-alert"_s,
            theme::color(textToken(m_tone), palette()));
    }

private:
    Tone m_tone;
};

QVBoxLayout *rowsOf(QWidget *section)
{
    auto *rows = new QVBoxLayout(section);
    rows->setContentsMargins(12, 8, 12, 8);
    rows->setSpacing(6);
    return rows;
}

QWidget *noteOf(const QString &text, Tone tone)
{
    auto *section = new Section(tone);
    auto *layout = new QVBoxLayout(section);
    layout->setContentsMargins(36, 8, 12, 8);
    auto *sentence = label(text);
    sentence->setWordWrap(true);
    layout->addWidget(sentence);
    return section;
}

QWidget *changeRow(const ReviewContent::Change &change)
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *before = label(change.before.isEmpty() ? u"—"_s : change.before, Type::Body, Color::Muted);
    QFont struck = before->font();
    struck.setStrikeOut(!change.before.isEmpty());
    before->setFont(struck);
    before->setWordWrap(true);
    before->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *after = label(change.after.isEmpty() ? u"—"_s : change.after, Type::Body,
        change.problem.isEmpty() ? Color::Text : Color::Danger);
    after->setWeight(QFont::DemiBold);
    after->setWordWrap(true);
    layout->addWidget(label(change.label, Type::Body, Color::Muted), 2);
    layout->addWidget(before, 3);
    layout->addWidget(label(u"→"_s, Type::Body, Color::Muted));
    layout->addWidget(after, 3);
    if (!change.problem.isEmpty()) {
        layout->addWidget(new Badge({ change.problem, u"circle-x"_s, Tone::Danger }));
    }
    row->setAccessibleName(
        ReviewPane::tr("%1: from %2 to %3")
            .arg(change.label, change.before.isEmpty() ? ReviewPane::tr("nothing") : change.before,
                change.after.isEmpty() ? ReviewPane::tr("nothing") : change.after));
    return row;
}

} // namespace

ReviewPane::ReviewPane(QWidget *parent)
    : QWidget(parent)
    , m_failure(new FieldMessage)
{
    setAccessibleName(tr("Review changes"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHead());
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *inside = new QWidget;
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    m_body = new QVBoxLayout(inside);
    m_body->setContentsMargins(side, 12, side, 12);
    m_body->setSpacing(12);
    m_body->addWidget(m_failure);
    m_content = new QWidget;
    m_sections = new QVBoxLayout(m_content);
    m_sections->setContentsMargins(0, 0, 0, 0);
    m_sections->setSpacing(12);
    m_body->addWidget(m_content);
    m_body->addStretch();
    layout->addWidget(scroll, 1);
    layout->addWidget(makeFoot());
}

QWidget *ReviewPane::makeHead()
{
    auto *head = new QWidget;
    head->setFixedHeight(56);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(side, 0, side, 0);
    auto *title = label(tr("Review changes"), Type::DialogTitle);
    m_meta = label({}, Type::Secondary, Color::Muted);
    layout->addWidget(title);
    layout->addWidget(new Badge({ tr("Dry run"), u"flask-conical"_s, Tone::Accent }));
    layout->addStretch();
    layout->addWidget(m_meta);
    return head;
}

QWidget *ReviewPane::makeFoot()
{
    auto *foot = new QWidget;
    foot->setFixedHeight(theme::metric::header);
    auto *layout = new QHBoxLayout(foot);
    layout->setContentsMargins(side, 0, side, 0);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    m_fact = label({}, Type::Secondary);
    m_fact->setWeight(QFont::DemiBold);
    m_sentence = label({}, Type::Secondary, Color::Muted);
    texts->addStretch();
    for (TextLabel *text : { m_fact, m_sentence }) {
        text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        texts->addWidget(text);
    }
    texts->addStretch();
    m_button = new QPushButton;
    m_button->setProperty("kind", u"primary"_s);
    layout->addLayout(texts, 1);
    layout->addWidget(m_button);
    return foot;
}

void ReviewPane::setContent(const ReviewContent &content)
{
    if (m_any && content == m_shown) {
        return;
    }
    m_any = true;
    m_shown = content;
    while (QLayoutItem *item = m_sections->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!content.nothing.isEmpty()) {
        auto *sentence = label(content.nothing, Type::Body, Color::Muted);
        sentence->setWordWrap(true);
        m_sections->addWidget(sentence);
    }
    addChanges(content);
    addWarnings(content);
    addEffects(content);
    addCalls(content);
}

void ReviewPane::addChanges(const ReviewContent &content)
{
    if (!content.changes.isEmpty()) {
        auto *section = new Section;
        QVBoxLayout *rows = rowsOf(section);
        for (const ReviewContent::Change &change : content.changes) {
            rows->addWidget(changeRow(change));
        }
        m_sections->addWidget(section);
    }
    if (!content.note.isEmpty()) {
        m_sections->addWidget(noteOf(content.note, Tone::Accent));
    }
}

void ReviewPane::addEffects(const ReviewContent &content)
{
    if (content.effects.isEmpty()) {
        return;
    }
    auto *section = new Section;
    auto *grid = new QGridLayout(section);
    grid->setContentsMargins(12, 8, 12, 8);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    int row = 0;
    for (const ReviewContent::Effect &effect : content.effects) {
        const bool head = row == 0;
        auto *name
            = label(effect.label, head ? Type::Secondary : Type::Body, head ? Color::Muted : Color::Text);
        name->setWeight(effect.strong ? QFont::DemiBold : QFont::Normal);
        grid->addWidget(name, row, 0);
        int column = 1;
        for (const QString &value : effect.values) {
            auto *figure
                = label(value, head ? Type::Secondary : Type::Body, head ? Color::Muted : Color::Text);
            figure->setWeight(effect.strong ? QFont::DemiBold : QFont::Normal);
            figure->setAlignment(Qt::AlignRight);
            grid->addWidget(figure, row, column++);
        }
        ++row;
    }
    m_sections->addWidget(section);
}

void ReviewPane::addCalls(const ReviewContent &content)
{
    if (content.calls.isEmpty()) {
        return;
    }
    auto *section = new Section;
    auto *grid = new QGridLayout(section);
    grid->setContentsMargins(12, 8, 12, 8);
    grid->setVerticalSpacing(4);
    grid->setHorizontalSpacing(8);
    grid->setColumnStretch(2, 1);
    auto *title = label(tr("Stripe calls to be made"), Type::Secondary, Color::Muted);
    grid->addWidget(title, 0, 0, 1, 3);
    grid->addWidget(label(content.callsMeta, Type::Secondary, Color::Muted), 0, 2, Qt::AlignRight);
    int row = 1;
    for (const ReviewContent::Call &call : content.calls) {
        auto *words = label(u"%1 %2"_s.arg(call.path, call.parameters), Type::Mono);
        words->setWordWrap(true);
        grid->addWidget(label(QString::number(row), Type::Mono, Color::Muted), row, 0, Qt::AlignTop);
        grid->addWidget(label(call.method, Type::Mono, Color::Accent), row, 1, Qt::AlignTop);
        grid->addWidget(words, row, 2);
        ++row;
    }
    m_sections->addWidget(section);
}

void ReviewPane::addWarnings(const ReviewContent &content)
{
    for (const ReviewContent::Warning &warning : content.warnings) {
        QWidget *note = noteOf(warning.text, Tone::Warn);
        if (!warning.action.isEmpty()) {
            auto *link = new QPushButton(warning.action);
            link->setObjectName(u"review_warning"_s);
            link->setProperty("kind", u"link"_s);
            link->setProperty("controlSize", u"tiny"_s);
            link->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
            connect(link, &QPushButton::clicked, this,
                [this, target = warning.link] { Q_EMIT warningFollowed(target); });
            note->layout()->addWidget(link);
        }
        m_sections->addWidget(note);
    }
}

void ReviewPane::setStale(bool stale)
{
    m_content->setEnabled(!stale);
}

void ReviewPane::setMeta(const QString &meta)
{
    m_meta->setText(meta);
}

void ReviewPane::setFailure(const QString &failure)
{
    m_failure->setMessage(failure, Tone::Danger);
}

void ReviewPane::setVerdict(const QString &fact, const QString &sentence, Tone tone)
{
    m_fact->setText(fact);
    m_fact->setColor(textToken(tone));
    m_fact->setVisible(!fact.isEmpty());
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    m_sentence->setToolTip(sentence);
    m_button->setAccessibleDescription(fact + u' ' + sentence);
    m_button->setToolTip(m_button->isEnabled() ? QString() : fact);
}

void ReviewPane::setTop(QWidget *widget)
{
    m_body->insertWidget(0, widget);
}

void ReviewPane::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(Color::Window, palette()));
    painter.fillRect(0, height() - theme::metric::header, width(), theme::metric::header,
        theme::color(Color::Chrome, palette()));
    const QColor line = theme::color(Color::CardBorder, palette());
    painter.fillRect(0, 0, 1, height(), line);
    painter.fillRect(0, 55, width(), 1, line);
    painter.fillRect(0, height() - theme::metric::header, width(), 1, line);
}

} // namespace billhook::widgets
