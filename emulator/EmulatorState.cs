using Panther.Emulator.Alerts;
using Panther.Emulator.DataLake;
using Panther.Emulator.Faults;
using Panther.Emulator.Http;
using Panther.Emulator.Json;
using Panther.Emulator.LogSources;
using Panther.Emulator.Rules;
using Panther.Emulator.Schemas;
using Panther.Emulator.Tokens;

namespace Panther.Emulator;

/// <summary>All that an emulator holds.</summary>
public sealed class EmulatorState
{
    private static readonly JsonMap s_nobody = new() { ["sources"] = 0, ["seed"] = 1, ["allS3"] = false };
    private readonly JsonMap _start;

    /// <param name="start">What reset takes: the state that every reset goes back to.</param>
    public EmulatorState(JsonMap? start = null)
    {
        _start = start ?? [];
        Reset();
    }

    /// <summary>Held while the state is read or changed.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The API tokens.</summary>
    public ApiTokens Tokens { get; } = new();

    /// <summary>The faults that are switched on.</summary>
    public FaultList Faults { get; } = new();

    /// <summary>How many requests a second pass.</summary>
    public RateLimit RateLimit { get; private set; } = new();

    /// <summary>The settings.</summary>
    public Settings Settings { get; private set; } = new();

    /// <summary>Grows with every change of the settings.</summary>
    public int SettingsVersion { get; private set; }

    /// <summary>What was made up at the last reset.</summary>
    public JsonMap Population { get; private set; } = [];

    /// <summary>The log types' schemas.</summary>
    public SchemaCatalog Schemas { get; private set; } = new();

    /// <summary>The data lake's queries.</summary>
    public DataLakeQueries DataLake { get; private set; } = new();

    /// <summary>The data lake's events.</summary>
    public LakeEvents Events { get; private set; } = new(new LogSourceStore());

    /// <summary>The log sources.</summary>
    public LogSourceStore Sources { get; private set; } = new();

    /// <summary>The alerts.</summary>
    public AlertStore Alerts { get; private set; } = new(new LogSourceStore());

    /// <summary>The rules.</summary>
    public RuleStore Rules { get; private set; } = new();

    /// <summary>The simple rules.</summary>
    public RuleStore SimpleRules { get; private set; } = RuleStore.Simple();

    /// <summary>What a test wants of the metrics; the others are made up.</summary>
    public JsonMap Metrics { get; private set; } = [];

    /// <summary>The log of the requests.</summary>
    public Journal Journal { get; private set; } = new(new ConnectionCount());

    /// <summary>Back to the start.</summary>
    /// <param name="changes">sources (how many to make up), seed, allS3, and any settings, also grouped under <c>settings</c>.</param>
    public void Reset(JsonMap? changes = null)
    {
        JsonMap wanted = _start.With(changes ?? []);
        if (wanted.Remove("settings", out object? grouped) && grouped is not null)
        {
            wanted.Add(grouped as JsonMap ?? throw new ApiException(Refusal.Invalid, "'settings' takes an object."));
        }

        JsonMap population = s_nobody.With([]);
        JsonMap chosen = [];
        foreach ((string name, object? value) in wanted)
        {
            (s_nobody.ContainsKey(name) ? population : chosen)[name] = value;
        }

        Settings.Check(chosen);
        CheckPopulation(population);

        Settings = new Settings();
        Settings.Change(chosen);
        SettingsVersion++;
        Population = population;
        Schemas = new SchemaCatalog();
        DataLake = new DataLakeQueries();
        RateLimit = new RateLimit();
        Journal = new Journal(Journal.Connections.Continued());
        Tokens.Reset();
        Sources = new LogSourceStore();
        Events = new LakeEvents(Sources);
        Alerts = new AlertStore(Sources);
        Rules = new RuleStore();
        SimpleRules = RuleStore.Simple();
        Metrics = [];
        foreach (JsonMap source in SyntheticSources.Make((int)population["sources"]!, (int)population["seed"]!, (bool)population["allS3"]!))
        {
            Sources.Add(source);
        }

        // Last: what they hold up goes on, and finds the new journal.
        Faults.Clear();
    }

    /// <summary>Changes settings.</summary>
    public void ChangeSettings(JsonMap changes)
    {
        Settings.Change(changes);
        SettingsVersion++;
    }

    private static void CheckPopulation(JsonMap population)
    {
        string? problem = population["sources"] is not (int and >= 0) ? "'sources' takes a whole number from 0."
            : population["seed"] is not int ? "'seed' takes a whole number."
            : population["allS3"] is not bool ? "'allS3' takes true or false."
            : null;
        if (problem is not null)
        {
            throw new ApiException(Refusal.Invalid, problem);
        }
    }
}
