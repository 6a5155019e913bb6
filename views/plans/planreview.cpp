#include "views/plans/planreview.h"

#include "views/plans/planeditor.h"
#include "views/plans/plantexts.h"
#include "views/widgets/operationprogress.h"
#include "views/widgets/reviewpane.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace billhook::plans {

using namespace Qt::StringLiterals;
using billing::PlanEdit;
using widgets::Tone;

PlanReview::PlanReview(PlanEditor &editor, const billing::PlanDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_desk(desk)
    , m_pane(new widgets::ReviewPane)
    , m_progress(new widgets::OperationProgress)
{
    m_progress->hide();
    m_pane->setTop(m_progress);
    m_pane->button().setObjectName(u"plan_save"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pane);
    connect(&m_pane->button(), &QPushButton::clicked, &m_editor, &PlanEditor::save);
    connect(m_progress, &widgets::OperationProgress::actionTriggered, &m_editor, &PlanEditor::save);
    connect(m_pane, &widgets::ReviewPane::warningFollowed, this, &PlanReview::warningFollowed);
}

void PlanReview::fill()
{
    m_pane->setContent(reviewOf(m_editor));
    const bool pending = m_editor.reviewPending();
    m_pane->setStale(pending);
    m_pane->setMeta(pending ? tr("looking…") : m_editor.review().value() ? tr("nothing sent") : QString());
    m_pane->setFailure(
        m_editor.review().state() == shell::LoadState::Failed ? m_editor.review().error() : QString());
    fillProgress();
    fillVerdict();
}

void PlanReview::fillProgress()
{
    const auto stage = m_editor.stage();
    const bool refused = stage == PlanEditor::Stage::Failed && !m_editor.operation();
    if (m_editor.operation()) {
        m_progress->setText(progressOf(*m_editor.operation(), m_desk.executesHere()));
    } else if (refused) {
        m_progress->setText({ widgets::ProgressText::State::Failed, tr("Nothing was sent"),
            m_editor.failure() + u' ' + tr("What you typed is kept."), {}, {} });
    }
    m_progress->setVisible(refused || m_editor.operation().has_value());
}

void PlanReview::fillVerdict()
{
    QPushButton &save = m_pane->button();
    save.setText(m_editor.kind() == PlanEdit::Kind::Create ? tr("Create plan")
            : m_editor.kind() == PlanEdit::Kind::Link      ? tr("Link plan")
                                                           : tr("Save changes"));
    save.setEnabled(m_editor.canSave() && !m_editor.newer());
    save.setVisible(m_desk.mayEdit());
    const auto problems = m_editor.problems();
    if (!m_desk.mayEdit()) {
        m_pane->setVerdict(
            tr("Only admins change plans"), tr("Your role is Finance, read only."), Tone::Quiet);
    } else if (m_editor.isBusy()) {
        m_pane->setVerdict(tr("Being saved"), tr("You may go on elsewhere meanwhile."), Tone::Quiet);
    } else if (m_editor.newer()) {
        m_pane->setVerdict(tr("Compare with the newer version first"), {}, Tone::Warn);
    } else if (m_editor.isDirty() && !problems.isEmpty()) {
        m_pane->setVerdict(tr("Mend what is marked first"), problems.first(), Tone::Danger);
    } else {
        m_pane->setVerdict({},
            m_desk.executesHere() ? tr("Sent by this computer, with your key")
                                  : tr("Carried out by the daemon"),
            Tone::Quiet);
    }
}

} // namespace billhook::plans
