// The precompiled headers of BillhookTargets.cmake need a source to be made with.
