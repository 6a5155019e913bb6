#include "views/widgets/conflictdialog.h"

#include "views/widgets/segment.h"
#include "views/widgets/textlabel.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace billhook::widgets {

using namespace Qt::StringLiterals;
using theme::Color;
using theme::Type;

namespace {

const auto mineId = u"mine"_s;
const auto theirsId = u"theirs"_s;

TextLabel *label(const QString &text, Type type = Type::Body, Color color = Color::Text)
{
    auto *made = new TextLabel(type, color);
    made->setText(text);
    made->setWordWrap(true);
    return made;
}

QString shown(const QString &value)
{
    return value.isEmpty() ? u"—"_s : value;
}

} // namespace

ConflictDialog::ConflictDialog(const QString &what, const QList<ConflictRow> &rows, QWidget *parent)
    : QDialog(parent)
    , m_rows(rows)
{
    setObjectName(u"conflict"_s);
    setWindowTitle(tr("Somebody else saved first"));
    resize(720, 420);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(12);
    layout->addWidget(label(tr("%1 was changed while you were editing it").arg(what), Type::DialogTitle));
    layout->addWidget(
        label(tr("Choose for each field whose version stands. What you typed is kept until you do; nothing "
                 "has been sent."),
            Type::Body, Color::Muted));
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(makeRows());
    layout->addWidget(scroll, 1);
    layout->addWidget(makeButtons());
}

QWidget *ConflictDialog::makeRows()
{
    auto *table = new QWidget;
    auto *grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    int column = 0;
    for (const QString &head : { tr("Field"), tr("Yours"), tr("Theirs"), QString() }) {
        grid->addWidget(label(head, Type::Secondary, Color::Muted), 0, column++);
    }
    int line = 1;
    for (const ConflictRow &row : m_rows) {
        auto *choice
            = new Segment(tr("%1: yours %2, theirs %3").arg(row.label, shown(row.mine), shown(row.theirs)));
        choice->setObjectName(u"conflict_"_s + row.key);
        choice->addPart(mineId, tr("Mine"));
        choice->addPart(theirsId, tr("Theirs"));
        choice->choose(row.touched ? mineId : theirsId);
        m_choices.push_back(choice);
        grid->addWidget(label(row.label, Type::Body, Color::Muted), line, 0);
        grid->addWidget(label(shown(row.mine)), line, 1);
        grid->addWidget(label(shown(row.theirs)), line, 2);
        grid->addWidget(choice, line, 3, Qt::AlignRight | Qt::AlignVCenter);
        ++line;
    }
    grid->setRowStretch(line, 1);
    return table;
}

QWidget *ConflictDialog::makeButtons()
{
    auto *buttons = new QDialogButtonBox;
    auto *mine = buttons->addButton(tr("Take all &mine"), QDialogButtonBox::ActionRole);
    auto *theirs = buttons->addButton(tr("Take all &theirs"), QDialogButtonBox::ActionRole);
    buttons->addButton(tr("&Go on editing"), QDialogButtonBox::RejectRole);
    auto *accept = buttons->addButton(tr("&Use these"), QDialogButtonBox::AcceptRole);
    mine->setObjectName(u"conflict_all_mine"_s);
    theirs->setObjectName(u"conflict_all_theirs"_s);
    accept->setObjectName(u"conflict_use"_s);
    accept->setProperty("kind", u"primary"_s);
    accept->setDefault(true);
    connect(mine, &QPushButton::clicked, this, [this] { chooseAll(mineId); });
    connect(theirs, &QPushButton::clicked, this, [this] { chooseAll(theirsId); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

void ConflictDialog::chooseAll(const QString &side)
{
    for (Segment *choice : m_choices) {
        choice->choose(side);
    }
}

QSet<QString> ConflictDialog::theirs() const
{
    QSet<QString> keys;
    for (std::size_t index = 0; index < m_choices.size(); ++index) {
        if (m_choices[index]->chosen() == theirsId) {
            keys.insert(m_rows.at(static_cast<qsizetype>(index)).key);
        }
    }
    return keys;
}

} // namespace billhook::widgets
