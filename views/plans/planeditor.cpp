#include "views/plans/planeditor.h"

#include "services/concurrency/whendone.h"

#include <QUndoCommand>

#include <chrono>
#include <utility>

namespace billhook::plans {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using billing::OperationReport;
using billing::PlanEdit;
using domain::Plan;
using domain::Result;
using items::PlanDraft;

namespace {

constexpr auto typingPause = 300ms;
constexpr auto pollInterval = 200ms;

} // namespace

/** One change of a draft; what is typed into the same field after it joins it. */
class PlanEditor::Command final : public QUndoCommand
{
public:
    Command(PlanEditor &editor, QString field, PlanDraft after)
        : m_editor(editor)
        , m_field(std::move(field))
        , m_before(editor.m_draft)
        , m_after(std::move(after))
    { }

    int id() const override { return 1; }
    void redo() override { m_editor.setDraft(m_after); }
    void undo() override { m_editor.setDraft(m_before); }

    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const Command *>(other);
        if (next->m_field != m_field || m_field.isEmpty()) {
            return false;
        }
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    PlanEditor &m_editor;
    QString m_field;
    PlanDraft m_before;
    PlanDraft m_after;
};

PlanEditor::PlanEditor(const billing::PlanDesk &desk, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
    , m_review(this, {}, [this] { Q_EMIT reviewChanged(); })
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &PlanEditor::readReview);
    m_poll.setSingleShot(true);
    m_poll.setInterval(pollInterval);
    connect(&m_poll, &QTimer::timeout, this, &PlanEditor::follow);
}

void PlanEditor::edit(const Plan &plan)
{
    const PlanDraft draft = items::draftOf(plan.terms);
    open({ PlanEdit::Kind::Update, plan, {} }, draft, draft);
}

void PlanEditor::editNew()
{
    open({ PlanEdit::Kind::Create, {}, {} }, items::emptyDraft(), items::emptyDraft());
}

void PlanEditor::editLink(const Plan &product)
{
    const PlanDraft found = items::draftOf(product.terms);
    PlanDraft draft = found;
    if (draft.slug.isEmpty()) {
        draft.slug = items::slugFrom(draft.name);
    }
    open({ PlanEdit::Kind::Link, product, {} }, found, draft);
}

void PlanEditor::close()
{
    open({}, {}, {});
    setStage(Stage::Closed);
}

void PlanEditor::open(PlanEdit edit, const PlanDraft &base, const PlanDraft &draft)
{
    m_edit = std::move(edit);
    m_base = base;
    m_draft = draft;
    m_read = items::readDraft(m_draft);
    m_history.clear();
    m_newer.reset();
    m_operation.reset();
    m_failure.clear();
    m_pause.stop();
    m_poll.stop();
    m_review.clear();
    m_stage = Stage::Editing;
    Q_EMIT opened();
    Q_EMIT stageChanged();
    planReview();
}

bool PlanEditor::canSave() const
{
    const bool something = isDirty() || m_edit.kind == PlanEdit::Kind::Link;
    return isOpen() && !isBusy() && !m_newer && something && m_read.terms.has_value() && m_desk.mayEdit();
}

void PlanEditor::change(const QString &field, const PlanDraft &draft)
{
    if (draft != m_draft) {
        m_history.push(new Command(*this, field, draft)); // and does it
    }
}

void PlanEditor::setDraft(const PlanDraft &draft)
{
    m_draft = draft;
    m_read = items::readDraft(m_draft);
    if (m_stage == Stage::Failed) {
        m_failure.clear();
        m_operation.reset();
        setStage(Stage::Editing);
    }
    Q_EMIT draftChanged();
    planReview();
}

void PlanEditor::discard()
{
    change({}, m_base);
}

/** The dry run follows what is typed after a moment; what can't be made has none. */
void PlanEditor::planReview()
{
    const bool something = isDirty() || m_edit.kind == PlanEdit::Kind::Link;
    if (!something || !m_read.terms) {
        m_pause.stop();
        m_review.clear();
    } else {
        m_pause.start();
        Q_EMIT reviewChanged();
    }
}

void PlanEditor::readReview()
{
    if (!m_read.terms) {
        return;
    }
    PlanEdit edit = m_edit;
    edit.wanted = *m_read.terms;
    m_review.load([this, edit] { return m_desk.preview(edit); });
}

void PlanEditor::save()
{
    if (!canSave()) {
        return;
    }
    PlanEdit edit = m_edit;
    edit.wanted = *m_read.terms;
    begin(edit);
}

void PlanEditor::archive()
{
    if (isOpen() && !isBusy() && m_edit.kind == PlanEdit::Kind::Update && m_desk.mayEdit()) {
        begin({ PlanEdit::Kind::Archive, m_edit.plan, {} });
    }
}

void PlanEditor::begin(const PlanEdit &edit)
{
    m_failure.clear();
    m_operation.reset();
    m_sent = m_draft;
    setStage(Stage::Sending);
    concurrency::whenDone(m_desk.begin(edit), this, [this](const Result<QUuid> &begun) { takeBegun(begun); });
}

void PlanEditor::takeBegun(const Result<QUuid> &begun)
{
    if (begun) {
        m_operation = OperationReport{ *begun, operations::OperationState::Pending, {}, {},
            QString::fromStdString(m_edit.plan.id), false };
        setStage(Stage::UnderWay);
        follow();
        return;
    }
    m_failure = QString::fromStdString(begun.error().message);
    if (begun.error().code == "slug_taken") {
        m_read.problems.insert(u"slug"_s, m_failure);
    }
    setStage(Stage::Failed);
    if (begun.error().code == "stale") {
        Q_EMIT listStale(); // what comes of it is the conflict
    }
}

void PlanEditor::follow()
{
    if (!m_operation) {
        return;
    }
    concurrency::whenDone(m_desk.report(m_operation->id), this,
        [this, id = m_operation->id](const Result<OperationReport> &report) {
            if (m_operation && m_operation->id == id) {
                takeReport(report);
            }
        });
}

void PlanEditor::takeReport(const Result<OperationReport> &report)
{
    if (!report) {
        m_poll.start(); // the database is away; the operation goes on
        return;
    }
    m_operation = *report;
    if (!report->finished) {
        Q_EMIT stageChanged();
        m_poll.start();
        return;
    }
    if (report->state == operations::OperationState::Done) {
        const QString plan = report->subject;
        m_base = m_sent; // what was sent is what is there now
        m_history.clear();
        setStage(Stage::Editing);
        Q_EMIT saved(plan);
        return;
    }
    m_failure = report->error;
    setStage(Stage::Failed);
}

void PlanEditor::takeNewer(const Plan &plan)
{
    if (!isOpen() || m_edit.kind != PlanEdit::Kind::Update || plan.id != m_edit.plan.id || isBusy()) {
        return;
    }
    if (plan.version == m_edit.plan.version && plan.terms == m_edit.plan.terms) {
        return;
    }
    if (!isDirty() || items::differences(items::draftOf(plan.terms), m_draft).isEmpty()) {
        edit(plan);
        return;
    }
    if (items::differences(items::draftOf(plan.terms), m_base).isEmpty()) {
        const PlanDraft mine = m_draft; // typed since our own change of it was sent
        open({ PlanEdit::Kind::Update, plan, {} }, items::draftOf(plan.terms), mine);
        return;
    }
    const bool first = !m_newer || m_newer->version != plan.version;
    m_newer = plan;
    if (first) {
        Q_EMIT stageChanged();
        Q_EMIT conflictFound();
    }
}

void PlanEditor::resolve(const QSet<QString> &theirs)
{
    if (!m_newer) {
        return;
    }
    const PlanDraft newer = items::draftOf(m_newer->terms);
    PlanDraft result = m_draft;
    for (const items::DraftDifference &difference : items::differences(m_draft, newer)) {
        if (theirs.contains(difference.key)) {
            result = items::withField(std::move(result), newer, difference.key);
        }
    }
    const Plan plan = *m_newer;
    open({ PlanEdit::Kind::Update, plan, {} }, newer, result);
}

void PlanEditor::setStage(Stage stage)
{
    m_stage = stage;
    Q_EMIT stageChanged();
    Q_EMIT reviewChanged();
}

} // namespace billhook::plans
