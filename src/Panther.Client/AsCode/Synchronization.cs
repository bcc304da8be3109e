using Panther.Client.LogSources;

namespace Panther.Client.AsCode;

/// <summary>
/// Brings the sources of a tenant to their definitions, by the operations that the New- and Set- cmdlets use. What exists is read again
/// before it is changed, and left where it is no longer what was compared.
/// </summary>
internal sealed class Synchronization(PantherClient client)
{
    /// <summary>The secrets that doing away with a difference sends.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="updateSecrets">Whether secrets are to be sent although they need not be.</param>
    public static IReadOnlyList<DefinitionKey> SecretsFor(LogSourceDifference difference, bool updateSecrets)
    {
        if (difference.Definition is not LogSourceDefinition definition)
        {
            return [];
        }

        string[] changed = [.. ChangedKeysOf(difference).Select(k => k.Property)];
        bool areSent = difference.Action is DifferenceAction.Create or DifferenceAction.Replace || updateSecrets
            || (changed.Length > 0 && definition.DefinedKind.CreateSettings().DemandsSecrets(changed));
        return areSent ? [.. definition.DefinedKind.Keys.Where(definition.Secrets.ContainsKey)] : [];
    }

    /// <summary>Checks what can be checked of a new source before anything is sent.</summary>
    /// <exception cref="PantherException"><see cref="PantherErrorKind.InvalidInput"/>.</exception>
    public static void CheckCreation(LogSourceDefinition definition, IReadOnlyDictionary<DefinitionKey, string> secrets)
    {
        try
        {
            ToNew(definition, secrets).CheckForCreation();
        }
        catch (PantherException e)
        {
            throw Refuse(definition, e.Message, e);
        }
    }

    /// <summary>
    /// Warns, of each once a context, of what is odd about a source that is to be made or changed, though Panther may take it.
    /// </summary>
    /// <param name="difference">The difference.</param>
    /// <param name="others">The tenant's sources that the source may be at odds with.</param>
    /// <param name="context">The caller's.</param>
    public static void WarnOfDoubts(LogSourceDifference difference, IEnumerable<LogSource> others, CallContext context)
    {
        switch (difference.Action)
        {
            case DifferenceAction.Create or DifferenceAction.Replace:
                ToNew(difference.Definition!, NoSecrets).WarnOfDoubts(context, others.Where(o => o.Id != difference.Id));
                break;
            case DifferenceAction.Update when ToChange(difference, NoSecrets) is LogSourceSettings settings:
                settings.WarnOfDoubts(context, (ConfiguredLogSource)difference.Source!);
                break;
            default:
                break;
        }
    }

    /// <summary>Creates a source with its alarm.</summary>
    public Task<string> CreateAsync(
        LogSourceDefinition definition, IReadOnlyDictionary<DefinitionKey, string> secrets, CallContext context) =>
        CreateAsync(definition, secrets, definition.Alarm.Minutes, context);

    private async Task<string> CreateAsync(
        LogSourceDefinition definition, IReadOnlyDictionary<DefinitionKey, string> secrets, int? alarm, CallContext context)
    {
        ConfiguredLogSource created = await definition.DefinedKind.CreateAsync(
            client, ToNew(definition, secrets), context).ConfigureAwait(false);
        if (alarm is int minutes)
        {
            await FinishAsync(
                () => client.Alarms.SetAsync(created.Id, minutes, context),
                $"The log source '{definition.Label}' was created ({created.Id}), but its alarm could not be set").ConfigureAwait(false);
        }

        return created.Id;
    }

    /// <summary>Changes a source, its alarm, or both.</summary>
    public async Task<string> UpdateAsync(
        LogSourceDifference difference, IReadOnlyDictionary<DefinitionKey, string> secrets, CallContext context)
    {
        bool isSourceChanged = await UpdateSourceAsync(difference, secrets, isOnlyPlanned: false, context).ConfigureAwait(false);
        if (IsAlarmChanged(difference))
        {
            string what = isSourceChanged ? $"The log source '{difference.Label}' was changed, but its alarm could not be" : "";
            await FinishAsync(() => SetAlarmAsync(difference, context), what).ConfigureAwait(false);
        }

        return difference.Id!;
    }

    /// <summary>Does what an update does before it sends anything.</summary>
    /// <exception cref="PantherException">The update would end with this error.</exception>
    public Task PlanUpdateAsync(LogSourceDifference difference, IReadOnlyDictionary<DefinitionKey, string> secrets, CallContext context) =>
        UpdateSourceAsync(difference, secrets, isOnlyPlanned: true, context);

    /// <summary>Removes a source and creates another one of the same label.</summary>
    public async Task<string> ReplaceAsync(
        LogSourceDifference difference, IReadOnlyDictionary<DefinitionKey, string> secrets, CallContext context)
    {
        LogSourceDefinition definition = difference.Definition!;
        CheckCreation(definition, secrets);
        RequireUnchanged(difference, await definition.DefinedKind.ReadAsync(client, difference.Id!, context).ConfigureAwait(false));

        // An alarm of which the definition says nothing stays as it is, so the new source gets it.
        int? alarm = definition.Alarm.IsNamed
            ? definition.Alarm.Minutes
            : (await client.Alarms.GetAsync(difference.Id!, context).ConfigureAwait(false))?.MinutesThreshold;

        // Labels are unique, so the old source has to go first.
        await client.LogSources.DeleteAsync(difference.Id!, context).ConfigureAwait(false);
        string? id = null;
        await FinishAsync(
            async () => id = await CreateAsync(definition, secrets, alarm, context).ConfigureAwait(false),
            $"The log source '{definition.Label}' ({difference.Id}) was removed, but its replacement could "
            + "not be created").ConfigureAwait(false);
        return id!;
    }

    /// <summary>Removes a source that no definition names.</summary>
    public async Task<string> RemoveAsync(LogSourceDifference difference, CallContext context)
    {
        LogSource now = await client.LogSources.GetAsync(difference.Id!, context).ConfigureAwait(false);
        if (now.Label != difference.Label || now.IntegrationType != difference.Source!.IntegrationType)
        {
            throw Changed(difference, $"its label is now '{now.Label}'");
        }

        await client.LogSources.DeleteAsync(difference.Id!, context).ConfigureAwait(false);
        return difference.Id!;
    }

    /// <returns>Whether anything is to change but the alarm.</returns>
    private async Task<bool> UpdateSourceAsync(
        LogSourceDifference difference, IReadOnlyDictionary<DefinitionKey, string> secrets, bool isOnlyPlanned, CallContext context)
    {
        if (ToChange(difference, secrets) is not LogSourceSettings settings)
        {
            return false;
        }

        await difference.Definition!.DefinedKind.UpdateAsync(
            client, difference.Source!, settings, now => RequireUnchanged(difference, now), isOnlyPlanned, context).ConfigureAwait(false);
        return true;
    }

    private static IReadOnlyDictionary<DefinitionKey, string> NoSecrets { get; } = new Dictionary<DefinitionKey, string>();

    /// <summary>What changes at a source; null where nothing does but its alarm.</summary>
    private static LogSourceSettings? ToChange(LogSourceDifference difference, IReadOnlyDictionary<DefinitionKey, string> secrets)
    {
        LogSourceDefinition definition = difference.Definition!;
        LogSourceSettings settings = definition.DefinedKind.CreateSettings();
        DefinitionKey[] changed = [.. ChangedKeysOf(difference)];
        foreach (DefinitionKey key in changed)
        {
            key.Set(settings, definition.Demand(key)!);
        }

        foreach (KeyValuePair<DefinitionKey, string> secret in secrets)
        {
            secret.Key.Set(settings, secret.Value);
        }

        return changed.Length + secrets.Count > 0 ? settings : null;
    }

    private static IEnumerable<DefinitionKey> ChangedKeysOf(LogSourceDifference difference) =>
        difference.Source is ConfiguredLogSource source ? TenantComparison.ChangedKeys(difference.Definition!, source) : [];

    private static bool IsAlarmChanged(LogSourceDifference difference) =>
        difference.Definition!.Alarm is { IsNamed: true } alarm && alarm.Minutes != difference.Alarm?.MinutesThreshold;

    private static LogSourceSettings ToNew(LogSourceDefinition definition, IReadOnlyDictionary<DefinitionKey, string> secrets)
    {
        LogSourceSettings settings = definition.DefinedKind.CreateSettings();
        foreach (KeyValuePair<DefinitionKey, object> value in definition.Values)
        {
            // A setting that has its default is not sent, as the New- cmdlets do not.
            if (value.Key.IsWritten(value.Value))
            {
                value.Key.Set(settings, value.Value);
            }
        }

        foreach (KeyValuePair<DefinitionKey, string> secret in secrets)
        {
            secret.Key.Set(settings, secret.Value);
        }

        return settings;
    }

    private async Task SetAlarmAsync(LogSourceDifference difference, CallContext context)
    {
        int? desired = difference.Definition!.Alarm.Minutes;
        int? now = (await client.Alarms.GetAsync(difference.Id!, context).ConfigureAwait(false))?.MinutesThreshold;
        if (now == desired)
        {
            return;
        }

        if (now != difference.Alarm?.MinutesThreshold)
        {
            throw Changed(difference, $"{AlarmDemand.Key} is now '{AlarmDemand.Show(now)}'");
        }

        if (desired is int minutes)
        {
            await client.Alarms.SetAsync(difference.Id!, minutes, context).ConfigureAwait(false);
        }
        else
        {
            await client.Alarms.RemoveAsync(difference.Id!, context).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses to overwrite what somebody else has changed since the comparison.</summary>
    private static void RequireUnchanged(LogSourceDifference difference, ConfiguredLogSource now)
    {
        var compared = (ConfiguredLogSource)difference.Source!;
        string[] changed = [.. difference.Definition!.DefinedKind.Keys
            .Where(k => !k.IsSecret && !k.AreEqual(k.ValueOf(compared), k.ValueOf(now)))
            .Select(k => $"{k.Name} is now '{DefinitionKey.Show(k.ValueOf(now))}', but was '{DefinitionKey.Show(k.ValueOf(compared))}'")];
        if (changed.Length > 0)
        {
            throw Changed(difference, string.Join("; ", changed));
        }
    }

    private static PantherException Changed(LogSourceDifference difference, string what) => new(
        PantherErrorKind.Conflict,
        $"The log source '{difference.Label}' ({difference.Id}) was changed by someone else after the comparison: {what}. It was not "
        + "overwritten. Compare again.");

    /// <summary>Does the last part of what has begun, whose error says what was done before.</summary>
    private static async Task FinishAsync(Func<Task> work, string done)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (PantherException e) when (done.Length > 0)
        {
            throw e.With($"{done}: {e.Message}");
        }
    }

    private static PantherException Refuse(LogSourceDefinition definition, string message, PantherException cause) =>
        new(PantherErrorKind.InvalidInput, $"{definition.Place}: {message}", cause);
}
