#include "views/plans/plantexts.h"

#include "models/items/localetext.h"
#include "models/items/moneyformat.h"

#include <QCoreApplication>

#include <algorithm>

namespace billhook::plans {

using namespace Qt::StringLiterals;
using billing::OperationReport;
using domain::Money;
using items::MoneyFormat;
using operations::OperationState;
using widgets::ProgressText;
using widgets::ReviewContent;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Plans", text);
}

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

MoneyFormat format()
{
    return MoneyFormat(items::shownLocale());
}

QString per(const QString &interval, int count)
{
    return count == 1 ? interval : tr("%1 %2s").arg(count).arg(interval);
}

const domain::PlanPrice *defaultOf(const domain::PlanTerms &terms)
{
    const auto found = std::find_if(terms.prices.begin(), terms.prices.end(),
        [](const domain::PlanPrice &price) { return price.isDefault; });
    return found == terms.prices.end() ? nullptr : &*found;
}

/** The parameters of a call as one line: "unit_amount=1700 currency=usd". Keys of ours are told apart by the
 * reader. */
QString parametersOf(const operations::PlannedCall &call)
{
    QStringList parts;
    for (const auto &[name, value] : call.parameters) {
        parts.append(u"%1=%2"_s.arg(text(name), text(value)));
    }
    return parts.join(u' ');
}

QString changedAmount(qint64 minor, const domain::Currency &currency)
{
    return format().amount(Money(minor, currency), MoneyFormat::Sign::Always);
}

void addEffects(ReviewContent &content, const billing::PlanPreview &preview)
{
    const auto currency = domain::Currency::fromCode(preview.currency);
    if (!currency || preview.affectedSubscriptions == 0) {
        return;
    }
    content.effects = {
        { tr("MRR effect, %1").arg(text(currency->upperCode())), { tr("Keep"), tr("Migrate") }, false },
        { subscriptionsText(preview.affectedSubscriptions), {}, false },
        { tr("Change of MRR"),
            { changedAmount(preview.mrrKeep, *currency), changedAmount(preview.mrrMigrate, *currency) },
            true },
    };
}

bool touchesPrices(const ReviewContent &content)
{
    return std::any_of(content.calls.cbegin(), content.calls.cend(),
        [](const ReviewContent::Call &call) { return call.path == u"/v1/prices"; });
}

void addPreview(ReviewContent &content, const PlanEditor &editor, const billing::PlanPreview &preview)
{
    for (const operations::PlannedCall &call : preview.calls) {
        content.calls.append({ text(call.method), text(call.path), parametersOf(call) });
    }
    content.callsMeta = content.calls.isEmpty() ? QString() : tr("in this order");
    for (const std::string &warning : preview.warnings) {
        // Those about what organizations have lead to them.
        const bool crowded = warning.find("than the new limit allows") != std::string::npos;
        content.warnings.append({ text(warning), crowded ? tr("Show its organizations") : QString(),
            crowded ? text(editor.plan().terms.name) : QString() });
    }
    addEffects(content, preview);
    if (touchesPrices(content) && editor.kind() == billing::PlanEdit::Kind::Update) {
        content.note = tr(
            "Stripe prices can’t be changed. A new price is made; the old one is archived, and who pays it "
            "goes on paying it.");
    }
    if (content.calls.isEmpty()) {
        content.note
            = tr("Nothing of this is known to Stripe: it is changed here alone, and no call is made.");
    }
}

QString nothingText(const PlanEditor &editor)
{
    if (!editor.isOpen()) {
        return tr("Choose a plan, or make a new one.");
    }
    return editor.kind() == billing::PlanEdit::Kind::Create
        ? tr("Fill in the form: what would be made at Stripe shows here before anything is sent.")
        : tr("Nothing is changed yet. What you change shows here before anything is sent, with each call to "
             "Stripe and "
             "what it does to MRR.");
}

ProgressText::State stateOf(OperationState state)
{
    switch (state) {
    case OperationState::Pending:
    case OperationState::Canceled:
        return ProgressText::State::Waiting;
    case OperationState::Running:
        return ProgressText::State::Running;
    case OperationState::Done:
        return ProgressText::State::Done;
    case OperationState::Failed:
        return ProgressText::State::Failed;
    }
    return ProgressText::State::Waiting;
}

/** "create_price_1" -> "Make price 1" */
QString stepText(const QString &name)
{
    static const QList<QPair<QString, const char *>> words{
        { u"create_product"_s, QT_TRANSLATE_NOOP("Plans", "Make the product") },
        { u"update_product"_s, QT_TRANSLATE_NOOP("Plans", "Change the product") },
        { u"set_default_price"_s, QT_TRANSLATE_NOOP("Plans", "Set the default price") },
        { u"create_price_"_s, QT_TRANSLATE_NOOP("Plans", "Make price %1") },
        { u"archive_price_"_s, QT_TRANSLATE_NOOP("Plans", "Archive %1") },
        { u"revive_price_"_s, QT_TRANSLATE_NOOP("Plans", "Revive %1") },
    };
    for (const auto &[prefix, sentence] : words) {
        if (name.startsWith(prefix)) {
            const QString made = tr(sentence);
            return made.contains(u"%1"_s) ? made.arg(name.mid(prefix.size())) : made;
        }
    }
    return name;
}

/** What a failed operation left at Stripe. */
QString keptText(const OperationReport &report)
{
    QStringList done;
    for (const OperationReport::Step &step : report.steps) {
        if (step.state == OperationState::Done) {
            done.append(stepText(step.name));
        }
    }
    return done.isEmpty()
        ? tr("Nothing was changed at Stripe.")
        : tr("Done at Stripe and kept there: %1. The plan here is as it was.").arg(done.join(u", "_s));
}

} // namespace

QString priceText(const domain::PlanTerms &terms)
{
    const domain::PlanPrice *price = defaultOf(terms);
    if (price == nullptr) {
        return tr("No price");
    }
    const QString each = per(text(price->interval), price->intervalCount);
    return terms.limitsPerUnit ? tr("%1 / seat and %2").arg(format().symbol(price->amount), each)
                               : u"%1 / %2"_s.arg(format().symbol(price->amount), each);
}

QString subscriptionsText(qint64 count)
{
    return count == 1 ? tr("1 subscription")
                      : tr("%1 subscriptions").arg(items::shownLocale().toString(count));
}

QString mrrText(const billing::SoldPlan &plan)
{
    const domain::PlanPrice *price = defaultOf(plan.plan.terms);
    return price == nullptr ? u"—"_s : format().symbol(Money(plan.figures.mrr, price->amount.currency()));
}

ReviewContent reviewOf(const PlanEditor &editor)
{
    ReviewContent content;
    const auto problems = editor.problems();
    for (const items::DraftDifference &change : editor.changes()) {
        content.changes.append({ change.label, change.before, change.after,
            problems.contains(change.key) ? tr("Not valid") : QString() });
    }
    if (content.changes.isEmpty() && editor.kind() != billing::PlanEdit::Kind::Link) {
        content.nothing = nothingText(editor);
        return content;
    }
    if (const auto &preview = editor.review().value()) {
        addPreview(content, editor, *preview);
    }
    return content;
}

ProgressText progressOf(const OperationReport &report, bool executedHere)
{
    ProgressText progress;
    for (const OperationReport::Step &step : report.steps) {
        progress.steps.append({ stepText(step.name), stateOf(step.state) });
    }
    if (report.state == OperationState::Failed) {
        progress.state = ProgressText::State::Failed;
        progress.title = tr("Stripe refused: %1").arg(report.error);
        progress.detail = tr("%1 What you typed is kept. Trying again begins anew, as a change of its own.")
                              .arg(keptText(report));
        progress.action = tr("Try again");
    } else if (report.state == OperationState::Done) {
        progress.state = ProgressText::State::Done;
        progress.title = tr("Saved");
    } else if (!report.error.isEmpty()) {
        progress.state = ProgressText::State::Waiting;
        progress.title = tr("Waits for Stripe");
        progress.detail = tr(
            "%1 It is kept and tried again by itself with the same keys, so nothing is made twice; you may "
            "close Billhook.")
                              .arg(report.error);
    } else {
        progress.state = ProgressText::State::Running;
        progress.title = tr("Being carried out at Stripe");
        progress.detail = executedHere ? tr("By this computer, with your own key.") : tr("By the daemon.");
    }
    return progress;
}

QList<widgets::ConflictRow> conflictOf(const PlanEditor &editor)
{
    QList<widgets::ConflictRow> rows;
    if (!editor.newer()) {
        return rows;
    }
    const items::PlanDraft theirs = items::draftOf(editor.newer()->terms);
    const auto mine = editor.changes();
    for (const items::DraftDifference &difference : items::differences(editor.draft(), theirs)) {
        const bool touched = std::any_of(mine.cbegin(), mine.cend(),
            [&difference](const items::DraftDifference &change) { return change.key == difference.key; });
        rows.append({ difference.key, difference.label, difference.before, difference.after, touched });
    }
    return rows;
}

} // namespace billhook::plans
