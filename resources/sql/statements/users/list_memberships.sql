-- Where a user belongs, where the user may do most first, and what is paid for there.
-- parameters: :user (id)
-- columns: organization_id, name, role, state, status, plan, quantity (seats; NULL: none are bought), members
SELECT m.organization_id, o.name, m.role, m.state, o.status, o.plan, o.quantity, o.members
  FROM billhook.memberships m
  JOIN billhook.organization_summary o ON o.organization_id = m.organization_id
 WHERE m.user_id = CAST(:user AS uuid)
 ORDER BY m.role = 'owner' DESC, m.role = 'admin' DESC, m.created_at, m.organization_id
 LIMIT 100
