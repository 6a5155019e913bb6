#include "views/settings/keydialog.h"

#include "services/concurrency/whendone.h"
#include "views/widgets/fieldmessage.h"
#include "views/widgets/formfield.h"
#include "views/widgets/textfield.h"
#include "views/widgets/textlabel.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace billhook::settings {

using namespace Qt::StringLiterals;
using billing::KeyReport;
using domain::Result;
using theme::Color;
using theme::Type;
using widgets::TextLabel;
using widgets::Tone;

namespace {

TextLabel *label(const QString &text, Type type = Type::Body, Color color = Color::Text)
{
    auto *made = new TextLabel(type, color);
    made->setText(text);
    made->setWordWrap(true);
    return made;
}

QString rightsText(const KeyReport &report)
{
    QStringList may;
    QStringList mayNot;
    for (const KeyReport::Right &right : report.rights) {
        (right.mayWrite ? may : mayNot).append(right.name);
    }
    const QString writes = may.isEmpty() ? KeyDialog::tr("May write nothing.")
                                         : KeyDialog::tr("May write: %1.").arg(may.join(u", "_s));
    return mayNot.isEmpty() ? writes
                            : KeyDialog::tr("%1 Lacks: %2, so the daemon goes on sending the calls.")
                                  .arg(writes, mayNot.join(u", "_s));
}

} // namespace

KeyDialog::KeyDialog(const KeySource &source, QWidget *parent)
    : QDialog(parent)
    , m_source(source)
{
    setObjectName(u"key_dialog"_s);
    setWindowTitle(tr("Stripe key of this computer"));
    setMinimumWidth(520);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(24, 20, 24, 20);
    rows->setSpacing(12);
    rows->addWidget(label(tr("Stripe key of this computer"), Type::DialogTitle));
    rows->addWidget(label(
        tr("With a restricted key of your own, changes of plans are sent to Stripe from here, under your "
           "name. Without one the daemon sends them."),
        Type::Body, Color::Muted));
    m_key = new widgets::TextField;
    m_key->setObjectName(u"key_text"_s);
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(u"rk_live_…"_s);
    m_frame = new widgets::FormField(tr("Restricted key"), m_key, tr("needs to write Products and Prices"));
    rows->addWidget(m_frame);
    addReport(*rows);
    rows->addWidget(makeButtons());
    connect(m_key, &QLineEdit::textChanged, this, [this] {
        m_tested.clear();
        m_frame->setMessage({}, Tone::Neutral);
        m_key->setState(widgets::FieldState::Default);
        setBusy({});
    });
    showState();
}

void KeyDialog::addReport(QVBoxLayout &rows)
{
    m_account = label({}, Type::Body);
    m_account->setObjectName(u"key_account"_s);
    m_rights = label({}, Type::Body, Color::Muted);
    m_rights->setObjectName(u"key_rights"_s);
    m_place = new widgets::FieldMessage;
    m_place->setObjectName(u"key_place"_s);
    m_outcome = new widgets::FieldMessage;
    m_outcome->setObjectName(u"key_outcome"_s);
    for (QWidget *row : { static_cast<QWidget *>(m_account), static_cast<QWidget *>(m_rights),
             static_cast<QWidget *>(m_outcome), static_cast<QWidget *>(m_place) }) {
        rows.addWidget(row);
    }
}

QWidget *KeyDialog::makeButtons()
{
    auto *buttons = new QDialogButtonBox;
    m_remove = buttons->addButton(tr("&Remove key"), QDialogButtonBox::DestructiveRole);
    m_test = buttons->addButton(tr("&Test"), QDialogButtonBox::ActionRole);
    buttons->addButton(tr("&Close"), QDialogButtonBox::RejectRole);
    m_keep = buttons->addButton(tr("&Keep key"), QDialogButtonBox::ActionRole);
    m_keep->setProperty("kind", u"primary"_s);
    m_remove->setObjectName(u"key_remove"_s);
    m_test->setObjectName(u"key_test"_s);
    m_keep->setObjectName(u"key_keep"_s);
    m_test->setDefault(true);
    connect(m_test, &QPushButton::clicked, this, &KeyDialog::test);
    connect(m_keep, &QPushButton::clicked, this, &KeyDialog::keep);
    connect(m_remove, &QPushButton::clicked, this, &KeyDialog::remove);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

/** What stands there before anything is typed. */
void KeyDialog::showState()
{
    const KeyState state = m_source.state();
    m_place->setMessage(state.lasts ? tr("It is kept in the key chain of your session, and nowhere else.")
                                    : state.explanation,
        state.lasts ? Tone::Neutral : Tone::Warn);
    if (state.present && state.report) {
        showReport(state.report);
    } else if (state.present) {
        m_account->setText(tr("There is a key, but it is not used."));
        m_rights->setText(state.problem);
    } else {
        m_account->setText(tr("There is no key on this computer."));
        m_rights->setText(tr("The daemon sends the calls."));
    }
    setBusy({});
}

void KeyDialog::showReport(const std::optional<KeyReport> &report)
{
    m_account->setText(
        tr("%1, %2, %3.")
            .arg(report->restricted ? tr("A restricted key") : tr("A secret key"),
                report->livemode ? tr("live mode") : tr("test mode"), tr("account %1").arg(report->account)));
    m_rights->setText(rightsText(*report));
}

void KeyDialog::test()
{
    const QString key = m_key->text().trimmed();
    say({}, false);
    if (const auto good = billing::checkKeyText(key); !good) {
        m_frame->setMessage(QString::fromStdString(good.error().message), Tone::Danger);
        m_key->setState(widgets::FieldState::Error);
        return;
    }
    setBusy(tr("Asking Stripe…"));
    concurrency::whenDone(
        m_source.test(key), this, [this, key](const Result<KeyReport> &report) { takeTested(key, report); });
}

void KeyDialog::takeTested(const QString &key, const Result<KeyReport> &report)
{
    if (key != m_key->text().trimmed()) {
        return; // something else is typed by now
    }
    if (!report) {
        m_frame->setMessage(QString::fromStdString(report.error().message), Tone::Danger);
        m_key->setState(widgets::FieldState::Error);
    } else {
        m_tested = key;
        showReport(*report);
        say(report->mayExecute() ? tr("The key works. Keep it to use it.")
                                 : tr("The key works, but it lacks rights."),
            !report->mayExecute());
    }
    setBusy({});
}

void KeyDialog::keep()
{
    setBusy(tr("Keeping it…"));
    concurrency::whenDone(m_source.keep(m_tested), this, [this](const Result<void> &kept) {
        if (kept) {
            m_key->clear();
            showState();
            say(tr("Kept."), false);
        } else {
            say(QString::fromStdString(kept.error().message), true);
        }
        setBusy({});
    });
}

void KeyDialog::remove()
{
    setBusy(tr("Removing it…"));
    concurrency::whenDone(m_source.remove(), this, [this](const Result<void> &removed) {
        showState();
        say(removed ? tr("Removed. The daemon sends the calls from now on.")
                    : QString::fromStdString(removed.error().message),
            !removed);
    });
}

void KeyDialog::setBusy(const QString &what)
{
    const bool busy = !what.isEmpty();
    if (busy) {
        say(what, false);
    }
    m_test->setEnabled(!busy && !m_key->text().trimmed().isEmpty());
    m_keep->setEnabled(!busy && !m_tested.isEmpty());
    m_remove->setEnabled(!busy && m_source.state().present);
}

void KeyDialog::say(const QString &sentence, bool wrong)
{
    m_outcome->setMessage(sentence, wrong ? Tone::Danger : Tone::Neutral);
}

} // namespace billhook::settings
